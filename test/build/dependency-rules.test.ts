import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { suite, test } from 'node:test';

const rules = join(import.meta.dirname, '../../build/rules.ts');

/** What the check says of a project that holds `files`. */
function check(files: Record<string, string>): { status: number | null; stderr: string } {
  const folder = mkdtempSync(join(tmpdir(), 'scalescope-rules-'));
  try {
    for (const [name, text] of Object.entries({ ...sound, ...files })) {
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
  'shared/raster.ts': 'export const a = 1;',
  'shared/verdict/judge.ts': "export { a } from '../raster.ts';",
  'shared/detect/search/comb.ts': "export { a } from '../kernels/wasm.ts';",
  'shared/detect/kernels/wasm.ts': "export { a } from './exports.ts';",
  'shared/detect/kernels/exports.ts': "export { a } from '../../raster.ts';",
  'shared/craft/craft.ts': "export { a } from '../raster.ts';",
  'main/api.ts': "export { a } from '../shared/verdict/judge.ts';",
  'main/electron.ts': "import 'electron';",
  'main/engine/decode.ts': "import 'sharp';",
  'renderer/main.tsx': "import type { a } from '../shared/raster.ts'; export type A = typeof a;",
};

suite('the dependency rules', () => {
  test('a sound project passes', () => {
    assert.deepEqual(check({}), { status: 0, stderr: '' });
  });

  const planted: [string, string, string][] = [
    ['shared-is-pure', 'shared/io.ts', "import 'node:fs';"],
    ['shared-is-pure', 'shared/io.ts', "export { a } from '../main/api.ts';"],
    [
      'shared-is-pure',
      'shared/io.ts',
      "import type { a } from '../main/api.ts'; export type A = a;",
    ],
    ['renderer-not-main', 'renderer/x.tsx', "export { a } from '../main/api.ts';"],
    ['main-not-renderer', 'main/x.ts', "import '../renderer/main.tsx';"],
    ['sharp-has-one-owner', 'main/x.ts', "import 'sharp';"],
    ['electron-has-few-owners', 'main/x.ts', "import 'electron';"],
    ['resample-below-the-rest', 'shared/raster.ts', "export * from './verdict/judge.ts';"],
    ['siblings-apart', 'shared/detect/search/comb.ts', "export { a } from '../../craft/craft.ts';"],
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
