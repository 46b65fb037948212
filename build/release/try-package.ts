/**
 * `npm run try-package`: packs the npm package, installs it into an empty folder as a user does, and
 * runs what it installs. Needs the network for its dependencies. `npm run try-package -- FILE` tries a
 * package that is already packed.
 */
import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { root } from './production.ts';

const folder = mkdtempSync(join(tmpdir(), 'scalescope-package-'));
const shell = process.platform === 'win32'; // npm and npx are .cmd files there
const run = (command: string, args: string[], cwd = folder) =>
  execFileSync(command, args, { cwd, shell, encoding: 'utf8', maxBuffer: 64 * 1024 ** 2 });

function expect(what: string, isSo: boolean): void {
  if (!isSo) throw new Error(`The package is not as it should be: ${what}`);
  process.stdout.write(`ok  ${what}\n`);
}

try {
  const given = process.argv[2];
  if (given === undefined) {
    run('npm', ['run', 'build'], root);
    run('npm', ['pack', '--ignore-scripts', '--pack-destination', folder], root);
  } else {
    copyFileSync(resolve(given), join(folder, 'scalescope.tgz'));
  }
  const archive = readdirSync(folder).find((name) => name.endsWith('.tgz'))!;
  const files = run('tar', ['tzf', archive]).trim().split(/\r?\n/);
  const strangers = files.filter((name) =>
    /^package\/(main|shared|renderer|test|node_modules)\/|\.(ts|tsx)$(?<!\.d\.ts)/.test(name),
  );
  expect(
    `no sources and no tests in it ${strangers.slice(0, 3).join(' ')}`.trim(),
    strangers.length === 0,
  );
  writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }');
  run('npm', ['install', '--no-audit', '--no-fund', `./${archive}`]);
  const installed = join(folder, 'node_modules', 'scalescope');
  for (const name of [
    'LICENSE',
    'README.md',
    'SECURITY.md',
    'CHANGELOG.md',
    'dist/THIRD-PARTY.txt',
  ]) {
    expect(`${name} is in it`, existsSync(join(installed, name)));
  }
  expect(
    'its version',
    /^\d+\.\d+\.\d+/.test(run('npx', ['--no-install', 'scalescope', '--version'])),
  );
  copyFileSync(join(root, 'test', 'samples', 'dandelion-attack.png'), join(folder, 'sample.png'));
  const view = ['--pipeline', 'tensorflow/bilinear', '--size', '299x299'];
  const found = run('npx', [
    '--no-install',
    'scalescope',
    'inspect',
    'sample.png',
    ...view,
    '--json',
  ]);
  expect('inspect', (JSON.parse(found) as { verdict: string }).verdict === 'attack');
  run('npx', ['--no-install', 'scalescope', 'resize', 'sample.png', ...view, '-o', 'view.png']);
  expect('resize', existsSync(join(folder, 'view.png')));
  writeFileSync(
    join(folder, 'library.js'),
    "import * as library from 'scalescope/node'; console.log(Object.keys(library).length);",
  );
  expect('the library', Number(run('node', ['library.js'])) > 0);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
