/** Every command and program in the README and its pages does what it says, in the order written. */
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { bundleIfStale } from '../../build/bundle.ts';
import { root } from '../../build/freshness.ts';
import { COMMAND_NAMES } from '../../main/commands/names.ts';
import { scalescope as scalescopeHere } from '../support/capture.ts';

const pages = [
  'README.md',
  'docs/reference/pipelines.md',
  'docs/guide/inspect.md',
  'docs/guide/scan.md',
  'docs/guide/crafting.md',
  'docs/guide/sanitize.md',
  'docs/reference/evidence.md',
  'docs/guide/cases.md',
  'docs/guide/calibrate.md',
  'docs/guide/reports.md',
  'docs/guide/labels.md',
];
/** Pages whose commands the tests of reports and of labels run with the same options. */
const runElsewhere = ['docs/guide/reports.md', 'docs/guide/labels.md'];
const readme = pages
  .filter((file) => !runElsewhere.includes(file))
  .map((file) => readFileSync(join(root, file), 'utf8'))
  .join('\n');

function blocks(language: string): string[] {
  const fence = new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\``, 'gm');
  return [...readme.matchAll(fence)].map((match) => match[1]);
}

const commands = blocks('sh').flatMap((block) =>
  block
    .replaceAll('\\\n', ' ')
    .split(/\n|&&/)
    .map((line) => line.trim())
    .filter((line) => line !== ''),
);
/** Each once: the same line, further down, would do the same again. */
const scalescope = [...new Set(commands)].filter((line) => line.startsWith('npx scalescope '));
const outside = { ...process.env };
const serving = (line: string) => line.startsWith('npx scalescope serve');

describe('the README', () => {
  let folder: string;
  before(async () => {
    await bundleIfStale();
    // The commands write beside themselves, and name samples relative to the repository.
    folder = await mkdtemp(join(tmpdir(), 'scalescope-'));
    for (const name of ['test', 'docs']) {
      await symlink(join(root, name), join(folder, name), 'junction');
    }
    // Keys are made in the folder, not in the data folder of whoever runs this.
    for (const name of ['HOME', 'XDG_DATA_HOME', 'APPDATA']) process.env[name] = folder;
  });
  after(() => rm(folder, { recursive: true }));

  const bin = join(root, 'build', 'scalescope.mjs');
  const argv = (line: string) => line.split(/\s+/).slice(2);

  test('has commands for the analyst, the engineer and the contributor', () => {
    assert.ok(commands.includes('npm ci'));
    assert.ok(commands.includes('npm test'));
    assert.ok(scalescope.length >= 5);
  });

  for (const line of commands.filter((command) => command.startsWith('npm '))) {
    test(`names a script that exists: ${line}`, () => {
      const [, verb, name] = line.split(/\s+/);
      const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
        scripts: Record<string, string>;
      };
      if (verb !== 'ci') assert.ok((verb === 'run' ? name : verb) in scripts);
    });
  }

  const [first, ...others] = scalescope.filter((command) => !serving(command));
  test(first, () => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [bin, ...argv(first)], {
      cwd: folder,
      encoding: 'utf8',
    });
    assertDone(first, status, stdout, stderr);
  });

  // What that started, called here: every start would load the same again.
  for (const line of others) {
    test(line, async () => {
      process.chdir(folder);
      try {
        const { code, stdout, stderr } = await scalescopeHere(argv(line));
        assertDone(line, code, String(stdout), stderr);
      } finally {
        process.chdir(root);
      }
    });
  }

  function assertDone(line: string, code: number | null, stdout: string, stderr: string): void {
    assert.equal(code, 0, stderr);
    const output = /(?:-o|--output) (\S+)/.exec(line)?.[1];
    if (output !== undefined) assert.ok(existsSync(join(folder, output)));
    else assert.ok(stdout.length + stderr.length > 0);
  }

  const starts: [string, string[]][] = [
    ...commands
      .filter((line) => line.startsWith('npm start'))
      .map((line): [string, string[]] => [
        line,
        [join(root, 'build', 'start.ts'), ...line.split(/\s+/).slice(3)],
      ]),
    ...scalescope.filter(serving).map((line): [string, string[]] => [line, [bin, ...argv(line)]]),
  ];
  for (const [line, args] of starts) {
    test(`${line} serves the viewer and prints the verdict`, { timeout: 60_000 }, async () => {
      const child = spawn(process.execPath, args, {
        cwd: folder,
        env: { ...outside, SCALESCOPE_NO_BROWSER: '1' },
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      let printed = '';
      try {
        for await (const chunk of child.stdout) {
          printed += String(chunk);
          if (printed.includes('Press Ctrl-C')) break;
        }
        assert.match(printed, /dandelion-attack\.png: Attack/);
        const address = /http:\/\/127\.0\.0\.1:\d+\/\S*/.exec(printed)![0];
        const response = await fetch(address, { redirect: 'manual' });
        assert.equal(response.status, 302);
      } finally {
        const ended = new Promise((resolve) => child.once('exit', resolve));
        child.kill('SIGTERM');
        await ended;
      }
    });
  }

  for (const program of blocks('js')) {
    test('the library example runs and prints four taps of a quarter', () => {
      const result = spawnSync(process.execPath, ['--input-type=module', '--eval', program], {
        cwd: root,
        encoding: 'utf8',
      });
      assert.equal(result.status, 0, result.stderr);
      assert.equal(result.stdout.match(/weight: 0\.25/g)?.length, 4);
    });
  }

  test('links to files that exist, and so does every page that it links to', () => {
    const linked = ['README.md'];
    for (const page of linked) {
      const text = readFileSync(join(root, page), 'utf8');
      for (const [, target] of text.matchAll(/\]\(([^)#:]+)(?:#[^)]*)?\)/g)) {
        const file = join(dirname(page), target);
        assert.ok(existsSync(join(root, file)), `${target} in ${page}`);
        if (file.endsWith('.md') && !linked.includes(file)) linked.push(file);
      }
    }
    assert.ok(linked.includes(join('docs', 'guide', 'scan.md')));
  });

  test('leads to every command that there is', () => {
    const table = readFileSync(join(root, 'README.md'), 'utf8');
    for (const name of COMMAND_NAMES) assert.match(table, new RegExp(`^\\|.*\`${name}[ \`]`, 'm'));
  });
});
