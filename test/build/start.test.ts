/** What the command line loads before it knows what to do, and where it keeps what was compiled. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { root } from '../../build/freshness.ts';

/** What has no part in help: libraries with an owner, detection, samplers, engines, cases, the API. */
const HEAVY =
  /node_modules\/(?!commander\/)|node:sqlite|\/shared\/(detect|resample|pipelines|contract|craft|analyze)|\/main\/(engine|api|cases|report|scan)\b/;

/** A module that prints what the command line loads for `argv`, the command's own output left out. */
const listing = (argv: string[]) => `
  import { registerHooks } from 'node:module';
  const loaded = [];
  registerHooks({ load: (url, context, next) => (loaded.push(url), next(url, context)) });
  const { run } = await import(${JSON.stringify(pathToFileURL(join(root, 'main/cli.ts')).href)});
  const { Writable } = await import('node:stream');
  const nowhere = new Writable({ write: (chunk, encoding, done) => done() });
  const code = await run(${JSON.stringify(argv)}, { stdin: process.stdin, stdout: nowhere, stderr: nowhere });
  process.stdout.write(JSON.stringify({ code, loaded }));`;

function loadedFor(argv: string[]): string[] {
  const args = ['--input-type=module', '--eval', listing(argv)];
  const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8', cwd: root });
  assert.ok(stdout !== '', stderr);
  const { code, loaded } = JSON.parse(stdout) as { code: number; loaded: string[] };
  assert.equal(code, 0);
  return loaded;
}

suite('the start of the command line', () => {
  for (const argv of [['--help'], ['--version'], ['help']]) {
    test(`${argv[0]} loads none of what commands need`, () => {
      const loaded = loadedFor(argv);
      assert.ok(loaded.some((url) => url.endsWith('/main/cli.ts')));
      assert.deepEqual(
        loaded.filter((url) => HEAVY.test(url)),
        [],
      );
    });
  }

  test('the help of one command loads no other', () => {
    const commands = loadedFor(['resize', '--help']).filter((url) => url.endsWith('-command.ts'));
    assert.deepEqual(
      commands.map((url) => url.slice(url.lastIndexOf('/') + 1)),
      ['resize-command.ts'],
    );
  });

  test('where nothing can be kept of what was compiled, it starts all the same', () => {
    const folder = mkdtempSync(join(tmpdir(), 'scalescope-'));
    try {
      for (const kept of [folder, process.execPath, '/proc/none', 'not/absolute']) {
        const env = { ...process.env, XDG_CACHE_HOME: kept, TMPDIR: kept, TEMP: kept };
        delete (env as NodeJS.ProcessEnv)['NODE_COMPILE_CACHE'];
        const { status, stdout, stderr } = spawnSync(
          process.execPath,
          [join(root, 'build/scalescope.mjs'), '--version'],
          { encoding: 'utf8', timeout: 30_000, env },
        );
        assert.equal(status, 0, stderr);
        assert.match(stdout, /^\d+\.\d+\.\d+\n$/);
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
