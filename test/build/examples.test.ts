/** The examples do what they say, as a program does that has the packed library installed. */
import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { bundleIfStale } from '../../build/bundle.ts';
import { root } from '../../build/freshness.ts';
import { encodePng } from '../../main/engine/write/encode.ts';
import { attacked, decoy } from '../shared/sanitize/pictures.ts';

const run = promisify(execFile);

describe('a program with the packed library', () => {
  let folder: string;
  before(async () => {
    await bundleIfStale();
    folder = await mkdtemp(join(tmpdir(), 'scalescope-consumer-'));
    const modules = join(folder, 'node_modules');
    await mkdir(modules);
    // What `npm install scalescope.tgz` does, without a network: unpacked, and its dependencies linked.
    await run('npm', ['pack', '--ignore-scripts', '--pack-destination', folder], { cwd: root });
    const [tarball] = (await readdir(folder)).filter((name) => name.endsWith('.tgz'));
    await run('tar', ['-xzf', tarball], { cwd: folder });
    await cp(join(folder, 'package'), join(modules, 'scalescope'), { recursive: true });
    for (const name of await readdir(join(root, 'node_modules'))) {
      if (name.startsWith('.') || name === 'scalescope') continue;
      await symlink(join(root, 'node_modules', name), join(modules, name), 'junction');
    }
    await cp(join(root, 'examples'), join(folder, 'examples'), { recursive: true });
    await writeFile(join(folder, 'package.json'), '{ "type": "module", "private": true }');
  });
  after(() => rm(folder, { recursive: true, force: true }));

  test('type-checks against its declarations', async () => {
    const program = `
      import { certifyViews, findPipeline, makeRaster, pipelines, sanitize } from 'scalescope';
      import { createScalescope, type Finding, type SanitizedBytes } from 'scalescope/node';
      const raster = makeRaster(8, 8, 1, new Uint8Array(64));
      const targets = [{ pipeline: findPipeline('opencv/linear'), size: { width: 2, height: 2 } }];
      const { raster: cleaned, rebuilt } = sanitize(raster, targets);
      export const bytes: Uint8Array = cleaned.data;
      export const count: number | undefined = rebuilt?.rebuilt;
      export const share: number | null = certifyViews(raster, cleaned, targets)[0].hiddenShare;
      export const ids: string[] = pipelines().map(({ id }) => id);
      const scalescope = createScalescope({ limits: { maxPixels: 1e6 } });
      export const finding: Promise<Finding> = scalescope.analyzeFile('a.png');
      export const safe: Promise<SanitizedBytes> = scalescope.sanitizeBytes(bytes, { matrix: true });
      // @ts-expect-error a method that there is not
      sanitize(raster, targets, { kind: 'magic' });
    `;
    await writeFile(join(folder, 'program.ts'), program);
    const compilerOptions = {
      noEmit: true,
      strict: true,
      module: 'nodenext',
      target: 'es2024',
      types: ['node'],
      skipLibCheck: true,
    };
    const config = { compilerOptions, files: ['program.ts'] };
    await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(config));
    const args = [join(root, 'node_modules', 'typescript', 'bin', 'tsc'), '-p', folder];
    const result = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' });
    assert.equal(result.status, 0, result.stdout);
  });

  test('cleans pixels', async () => {
    const { stdout } = await run(process.execPath, ['examples/clean-pixels.mjs'], { cwd: folder });
    assert.equal(
      stdout,
      'rebuilt 2400 of 2400 pixels that are read\n0.0 % of the hidden picture remains\n',
    );
  });

  test('cleans uploads behind Hono, and refuses what is no image', async () => {
    const attack = await encodePng(attacked(decoy(640, 480, 3), 'opencv/linear', 224));
    await writeFile(join(folder, 'attack.png'), attack);
    await writeFile(join(folder, 'clean.png'), await encodePng(decoy(640, 480, 3)));
    const program = `
      import { readFileSync } from 'node:fs';
      import { app } from './examples/upload-hono.mjs';
      import { scalescope } from './examples/check-upload.mjs';
      const results = [];
      for (const name of ['attack.png', 'clean.png', 'package.json']) {
        const body = new FormData();
        body.set('image', new File([readFileSync(name)], name, { type: 'image/png' }));
        const response = await app.request('/upload', { method: 'POST', body });
        const bytes = Buffer.from(await response.arrayBuffer());
        results.push([
          response.status,
          response.headers.get('scalescope-cleaned'),
          bytes.equals(readFileSync(name)),
        ]);
      }
      await scalescope.close();
      process.stdout.write(JSON.stringify(results));
    `;
    await writeFile(join(folder, 'post.mjs'), program);
    const { stdout } = await run(process.execPath, ['post.mjs'], { cwd: folder });
    assert.deepEqual(JSON.parse(stdout), [
      [200, 'true', false],
      [200, 'false', true],
      [415, null, false],
    ]);
  });

  test('judges training data', async () => {
    const data = join(folder, 'data');
    await mkdir(data);
    await cp(join(root, 'test/samples/dandelion.jpg'), join(data, 'dandelion.jpg'));
    await writeFile(join(data, 'broken.png'), 'not an image');
    const args = ['examples/training-data.mjs', 'data'];
    const result = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' });
    assert.equal(result.status, 1, result.stderr);
    const judged = result.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { path: string; keep: boolean; verdict: string });
    assert.deepEqual(
      judged
        .map(({ path, keep, verdict }) => [path.slice(5), keep, verdict])
        .sort((a, b) => String(a).localeCompare(String(b))),
      [
        ['broken.png', false, 'error'],
        ['dandelion.jpg', true, 'clean'],
      ],
    );
  });

  for (const name of ['upload-express.mjs', 'upload-fastify.mjs']) {
    test(`can parse ${name}, whose framework it does not have`, async () => {
      await run(process.execPath, ['--check', join(folder, 'examples', name)]);
      const text = await readFile(join(folder, 'examples', name), 'utf8');
      assert.match(text, /checkUpload/);
    });
  }
});
