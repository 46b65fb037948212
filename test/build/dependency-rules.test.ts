import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { suite, test } from 'node:test';

const rules = join(import.meta.dirname, '../../build/rules.ts');

/** `files`, and in each of their folders of sources (but `alone`) as many more as make it one. */
function filled(files: Record<string, string>): Record<string, string> {
  const folders = Object.keys(files)
    .filter((name) => /^(shared|main|renderer|build)\/.*\.tsx?$/.test(name))
    .map((name) => dirname(name))
    .filter((folder) => !folder.endsWith('/alone'));
  const fillers = folders.flatMap((folder) => [`${folder}/filler-a.ts`, `${folder}/filler-b.ts`]);
  return { ...Object.fromEntries(fillers.map((name) => [name, 'export {};'])), ...files };
}

/** What the check says of a project that holds `files`. */
function check(files: Record<string, string>): { status: number | null; stderr: string } {
  const folder = mkdtempSync(join(tmpdir(), 'scalescope-rules-'));
  try {
    for (const [name, text] of Object.entries(filled({ ...sound, ...files }))) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), text);
    }
    const { status, stderr } = spawnSync(process.execPath, [rules, folder], { encoding: 'utf8' });
    return { status, stderr };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const sound = {
  'package.json': '{"type":"module","dependencies":{"sharp":"1","electron":"1"}}',
  'node_modules/sharp/package.json': '{"name":"sharp","version":"1.0.0","main":"index.js"}',
  'node_modules/sharp/index.js': 'module.exports = 1;',
  'node_modules/electron/package.json': '{"name":"electron","version":"1.0.0","main":"index.js"}',
  'node_modules/electron/index.js': 'module.exports = 1;',
  'shared/base/raster.ts': 'export const a = 1;',
  'shared/verdict/judge.ts': "export { a } from '../base/raster.ts';",
  'shared/detect/search/comb.ts': "export { a } from '../kernels/wasm.ts';",
  'shared/detect/kernels/wasm.ts': "export { a } from './exports.ts';",
  'shared/detect/kernels/exports.ts': "export { a } from '../../base/raster.ts';",
  'shared/craft/craft.ts': "export { a } from '../base/raster.ts';",
  'main/api/api.ts': "export { a } from '../../shared/verdict/judge.ts';",
  'main/electron/electron.ts': "import 'electron';",
  'main/engine/decode/formats/libvips.ts': "import 'sharp';",
  'renderer/main.tsx':
    "import type { a } from '../shared/base/raster.ts'; export type A = typeof a;",
};

suite('the dependency rules', () => {
  test('a sound project passes', () => {
    assert.deepEqual(check({}), { status: 0, stderr: '' });
    const cleaning = { 'shared/sanitize/clean-found.ts': "export * from '../verdict/judge.ts';" };
    assert.deepEqual(check(cleaning), { status: 0, stderr: '' });
  });

  const planted: [string, string, string][] = [
    ['shared-is-pure', 'shared/io.ts', "import 'node:fs';"],
    ['shared-is-pure', 'shared/io.ts', "export { a } from '../main/api/api.ts';"],
    [
      'shared-is-pure',
      'shared/io.ts',
      "import type { a } from '../main/api/api.ts'; export type A = a;",
    ],
    ['renderer-not-main', 'renderer/x.tsx', "export { a } from '../main/api/api.ts';"],
    ['main-not-renderer', 'main/x.ts', "import '../renderer/main.tsx';"],
    ['sharp-has-one-owner', 'main/x.ts', "import 'sharp';"],
    ['electron-has-few-owners', 'main/x.ts', "import 'electron';"],
    [
      'decoders-in-engines',
      'main/api/x.ts',
      "export * from '../engine/decode/formats/libvips.ts';",
    ],
    ['resample-below-the-rest', 'shared/base/raster.ts', "export * from '../verdict/judge.ts';"],
    ['siblings-apart', 'shared/detect/search/comb.ts', "export { a } from '../../craft/craft.ts';"],
    ['siblings-apart', 'shared/sanitize/clean.ts', "export { a } from '../craft/craft.ts';"],
    [
      'kernels-behind-a-wall',
      'shared/detect/search/comb.ts',
      "import type { a } from '../kernels/exports.ts'; export type A = typeof a;",
    ],
    [
      'kernels-behind-a-wall',
      'main/x.ts',
      "export { a } from '../shared/detect/kernels/exports.ts';",
    ],
    ['no-circular', 'shared/craft/craft.ts', "export * from './other.ts';"],
  ];
  for (const [rule, file, text] of planted) {
    test(`${rule} fails on ${file}: ${text}`, () => {
      const other = { 'shared/craft/other.ts': "export * from './craft.ts';" };
      const { status, stderr } = check({ ...(rule === 'no-circular' ? other : {}), [file]: text });
      assert.equal(status, 1);
      assert.match(stderr, new RegExp(`^${rule}: ${file} → `, 'm'));
    });
  }

  test('folders that import each other fail, neighbors as well as a folder and what it holds', () => {
    const neighbors = check({ 'main/electron/b.ts': "export { a } from '../api/api.ts';" });
    assert.equal(neighbors.status, 0);
    const circle = check({
      'main/electron/b.ts': "export { a } from '../api/api.ts';",
      'main/api/b.ts': "export * from '../electron/electron.ts';",
    });
    assert.equal(circle.status, 1);
    assert.match(
      circle.stderr,
      /^folder-circle: in main, main\/api\/b\.ts → main\/electron\/electron\.ts$/m,
    );
    const nested = check({
      'main/api/deep/route.ts': "export { a } from '../api.ts';",
      'main/api/index.ts': "export * from './deep/filler-a.ts';",
    });
    assert.equal(nested.status, 1);
    assert.match(nested.stderr, /^folder-circle: in main\/api, main\/api\/deep\/route\.ts → /m);
  });

  test('a folder of too many files fails, and one of too few that holds no folders', () => {
    const many = (count: number): Record<string, string> =>
      Object.fromEntries(
        Array.from({ length: count - 2 }, (_, i) => [`shared/finding/f${i}.ts`, 'export {};']),
      );
    assert.equal(check(many(20)).status, 0);
    assert.match(
      check(many(21)).stderr,
      /^folder-size: shared\/finding holds 21 files, at most 20/m,
    );
    assert.match(
      check({ 'shared/alone/a.ts': 'export {};', 'shared/alone/b.ts': 'export {};' }).stderr,
      /^folder-size: shared\/alone holds 2 files, at least 3/m,
    );
    assert.equal(check({ 'shared/alone/more/a.ts': 'export {};' }).status, 0);
  });

  test('an import that leads nowhere fails', () => {
    const { status, stderr } = check({ 'main/x.ts': "import './gone.ts';" });
    assert.equal(status, 1);
    assert.match(stderr, /main\/x\.ts: cannot resolve \.\/gone\.ts/);
  });

  test('a tree without modules fails', () => {
    const { status, stderr } = check({ 'build/readme.md': '' });
    assert.equal(status, 1);
    assert.match(stderr, /build: found no module/);
  });

  test('a route that is declared twice fails, whatever its varying parts are called', () => {
    const declare = (method: string, path: string) =>
      `declare const route: (...of: unknown[]) => void; route('${method}', '${path}', {});`;
    const routes = {
      'shared/api/routes/a.ts': declare('GET', '/images/:id/view'),
      'shared/api/routes/b.ts': declare('POST', '/images/:id/view'),
    };
    assert.equal(check(routes).status, 0);
    const { status, stderr } = check({
      ...routes,
      'shared/api/routes/c.ts': declare('GET', '/images/:image/view'),
    });
    assert.equal(status, 1);
    assert.match(
      stderr,
      /^route-once: GET \/images\/:\/view is declared in shared\/api\/routes\/a\.ts and shared\/api\/routes\/c\.ts$/m,
    );
  });
});
