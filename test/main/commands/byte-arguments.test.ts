/** Arguments whose bytes are no UTF-8: each leads to its own file, and what is made has a name that is text. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { after, before, describe, test } from 'node:test';
import { decodePath, fsPath } from '../../../main/base/byte-path.ts';
import { sha256Of } from '../../../main/base/hash.ts';
import { writeSampleImage } from '../../support/sample-image.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const module = pathToFileURL(join(root, 'main/terminal/byte-arguments.ts')).href;
const scalescope = `"${process.execPath}" "${join(root, 'build', 'scalescope.mjs')}"`;
const raw = (text: string) => decodePath(Buffer.from(text, 'latin1'));

describe(
  'arguments by bytes',
  { skip: process.platform !== 'linux' && 'as Linux has them' },
  () => {
    let folder: string;
    /** Runs a line of the shell, in which `E9` stands for the byte, in the folder. */
    const run = (line: string) => {
      const script = line.replaceAll('E9', `'"$(printf '\\351')"'`);
      const { status, stdout, stderr } = spawnSync('sh', ['-c', script], { cwd: folder });
      return { status, said: stdout.toString() + stderr.toString() };
    };
    before(async () => {
      folder = mkdtempSync(join(tmpdir(), 'scalescope-'));
      await writeSampleImage(join(folder, 'a.png'), 60, 40);
      await writeSampleImage(join(folder, 'b.png'), 50, 40);
      copyFileSync(join(folder, 'a.png'), fsPath(join(folder, raw('caf\xe9.png'))));
      copyFileSync(join(folder, 'b.png'), fsPath(join(folder, raw('caf\xe8.png'))));
    });
    after(() => rmSync(folder, { recursive: true }));

    const told = `import('${module}').then((m) => console.log(JSON.stringify(m.argumentsByBytes(process.argv.slice(1)))))`;

    test('are those that were given', () => {
      const { said } = run(`"${process.execPath}" -e "${told}" x 'cafE9.png' 'newE9.png' '' 'ü'`);
      assert.deepEqual(JSON.parse(said), ['x', raw('caf\xe9.png'), 'new\\xe9.png', '', 'ü']);
    });

    test('are asked from the program that passed them on', () => {
      const spawning =
        "require('child_process').spawnSync(process.execPath, ['-e', process.env.TOLD, ...process.argv.slice(1)], { stdio: 'inherit' })";
      const { said } = run(
        `TOLD="${told}" "${process.execPath}" -e "${spawning}" 'cafE9.png' 'a.png'`,
      );
      assert.deepEqual(JSON.parse(said), [raw('caf\xe9.png'), 'a.png']);
    });

    test('choose between files that read the same', () => {
      const { status, said } = run(
        `${scalescope} resize 'cafE9.png' -p opencv/linear -s 8x8 --json -o 'outE9.png'`,
      );
      assert.equal(status, 0, said);
      const { source } = JSON.parse(said) as { source: string };
      assert.equal(source, sha256Of(readFileSync(join(folder, 'a.png'))));
      assert.ok(readdirSync(folder).includes('out\\xe9.png'), said);
      const { said: refused } = run(
        `${scalescope} resize a.png -p opencv/linear -s 8x8 -o 'cafE9.png'`,
      );
      assert.equal(
        refused,
        'scalescope: caf\\xe9.png cannot be written: its name is not UTF-8. Choose another name\n',
      );
    });
  },
);
