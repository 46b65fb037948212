/** A client that is generated from the document of the gate talks to it. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { after, before, test } from 'node:test';
import { createClient } from '@hey-api/openapi-ts';
import { root } from '../../../build/freshness.ts';
import { gateOpenApiFile, gateOpenApiText } from '../../../build/write-openapi.ts';
import { newToken } from '../../../main/gate/access/token-file.ts';
import { smallPictures, startGate, type RunningGate } from './running-gate.ts';

let folder: string;
let running: RunningGate;
let attack: Buffer<ArrayBuffer>;
const { token, stored } = newToken('generated', null);

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'scalescope-test-'));
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'), 'junction');
  ({ attack } = await smallPictures());
  running = await startGate({ tokens: [stored] });
});
after(async () => {
  await running.close();
  await rm(folder, { recursive: true });
});

test('the kept document is that of the routes', async () => {
  assert.equal(readFileSync(gateOpenApiFile, 'utf8'), await gateOpenApiText(), 'npm run openapi');
});

/** What whoever uses the generated client writes. */
const USE = `
import { examine, gatePipelines, guardrail } from './client/index.ts';
import { client } from './client/client.gen.ts';

export async function use(baseUrl: string, token: string, png: string) {
  client.setConfig({ baseUrl, auth: () => token });
  const examined = await examine({
    body: { image: png, view: true, pipeline: 'opencv/linear', size: '96x96' },
  });
  const action: 'pass' | 'flag' | 'clean' | 'block' | undefined = examined.data?.action;
  const width: number | undefined = examined.data?.view?.width;
  const guarded = await guardrail({ body: { texts: ['hello'], images: [png], input_type: 'request' } });
  const blocked: 'BLOCKED' | 'NONE' | 'GUARDRAIL_INTERVENED' | undefined = guarded.data?.action;
  const listed = await gatePipelines();
  const wrong = await examine({ body: { image: png, pipeline: 'no/such' } });
  return { action, width, blocked, pipelines: listed.data?.length, status: wrong.response?.status };
}
`;

test('a generated client is of the right types, and examines an image', async () => {
  const output = join(folder, 'client');
  await createClient({
    input: JSON.parse(await gateOpenApiText()) as Record<string, unknown>,
    output: { path: output, module: { extension: '.ts' } },
    logs: { level: 'silent' },
  });
  await writeFile(join(folder, 'use.ts'), USE);
  const settings = {
    compilerOptions: {
      ...{ strict: true, noEmit: true, target: 'es2023', module: 'nodenext' },
      ...{ allowImportingTsExtensions: true, skipLibCheck: true, types: ['node'] },
    },
    files: ['use.ts'],
  };
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(settings));
  await writeFile(join(folder, 'package.json'), '{"type": "module"}');
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const checked = spawnSync(process.execPath, [tsc, '-p', folder], { encoding: 'utf8' });
  assert.equal(checked.status, 0, checked.stdout);
  const { use } = (await import(pathToFileURL(join(folder, 'use.ts')).href)) as {
    use(origin: string, token: string, png: string): Promise<Record<string, unknown>>;
  };
  const told = await use(
    running.origin,
    token,
    `data:image/png;base64,${attack.toString('base64')}`,
  );
  const { pipelines, ...rest } = told;
  assert.deepEqual(rest, { action: 'block', width: 96, blocked: 'BLOCKED', status: 404 });
  assert.ok(Number(pipelines) > 100);
});
