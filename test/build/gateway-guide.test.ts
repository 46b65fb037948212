/** The commands of the page on the gate, in their order, as a reader types them. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { bundleIfStale } from '../../build/bundle.ts';
import { root } from '../../build/freshness.ts';
import type { Examined } from '../../shared/api/gate/gate-answers.ts';

const page = readFileSync(join(root, 'docs/guide/gateway.md'), 'utf8');
const commands = [...page.matchAll(/^```sh\n([^]*?)^```/gm)].map(([, block]) => block).join('');

test(
  'the guide takes a reader to a running service',
  { skip: process.platform === 'win32', timeout: 180_000 },
  async () => {
    await bundleIfStale();
    const folder = await mkdtemp(join(tmpdir(), 'scalescope-test-'));
    try {
      for (const name of ['test', 'docs']) await symlink(join(root, name), join(folder, name));
      const port = await freePort();
      const bin = `"${process.execPath}" "${join(root, 'build/scalescope.mjs')}"`;
      const script = commands
        .replaceAll(
          'npx scalescope gate --tokens',
          `${bin} gate --port ${port} --timeout 120 --tokens`,
        )
        .replaceAll('npx scalescope', bin)
        .replaceAll('127.0.0.1:8460', `127.0.0.1:${port}`);
      assert.match(script, /kill -TERM %1/);
      const { code, stderr } = await bash(script, folder);
      assert.equal(code, 0, stderr);
      const read = (name: string) => readFileSync(join(folder, name), 'utf8');
      const blocked = JSON.parse(read('answer.json')) as Examined;
      assert.deepEqual([blocked.action, blocked.pipeline], ['block', 'clip']);
      const cleaned = JSON.parse(read('cleaned.json')) as Examined;
      assert.deepEqual(
        [cleaned.action, cleaned.pipeline, cleaned.view!.width],
        ['clean', 'our-model', 299],
      );
      assert.equal(cleaned.cleaned!.certificate.verdict, 'clean');
      assert.match(read('metrics.txt'), /images_total\{verdict="attack",action="block"\} 1/);
      assert.match(read('token.txt'), /^sst_/);
      const events = read('gate.log')
        .trim()
        .split('\n')
        .map((line) => (JSON.parse(line) as { event: string }).event);
      assert.ok(events.includes('reloaded'));
      assert.equal(events.at(-1), 'ended');
    } finally {
      await rm(folder, { recursive: true });
    }
  },
);

/** Runs `script` with job control, as a terminal does, until a command fails. */
function bash(script: string, cwd: string): Promise<{ code: number | null; stderr: string }> {
  const env = { ...process.env, SCALESCOPE_SANDBOX: 'off' };
  const child = spawn(
    'bash',
    ['-c', `set -em\ntrap 'kill %1 2>/dev/null || true' EXIT\n${script}\ntrap - EXIT`],
    {
      ...{ cwd, env, stdio: ['ignore', 'ignore', 'pipe'] },
    },
  );
  let stderr = '';
  child.stderr!.on('data', (chunk: Buffer) => (stderr += String(chunk)));
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, stderr })));
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
