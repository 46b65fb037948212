/** Where the system has no sandbox engines run without, and say so; where one is required they do not. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { describe, test } from 'node:test';
import { promisify } from 'node:util';
import { bubblewrapArguments, findBubblewrap } from '../../../../main/engine/sandbox/bubblewrap.ts';
import {
  launches,
  plainEnvironment,
  sandboxEnvironment,
  type SandboxState,
} from '../../../../main/engine/sandbox/sandbox.ts';
import { sandboxPolicy } from '../../../../main/base/sandbox-policy.ts';
import { fontInSeatbelt, seatbeltProfile } from '../../../../main/engine/sandbox/seatbelt.ts';
import { programFolders, withoutNested } from '../../../../main/engine/sandbox/program-folders.ts';
import { makeFolder } from '../make.ts';

const folder = makeFolder();
const pool = new URL('../../../../main/engine/pool/pool.ts', import.meta.url).href;

/** A bubblewrap that the system refuses what it asks for, as Ubuntu 24.04 does. */
const refused = join(folder, 'refused');
mkdirSync(refused);
writeFileSync(
  join(refused, 'bwrap'),
  '#!/bin/sh\necho "bwrap: setting up uid map: Permission denied" >&2\nexit 1\n',
);
chmodSync(join(refused, 'bwrap'), 0o755);

/** What engines of a host with this environment say of their sandbox, or the error of the first. */
async function stateWith(env: Record<string, string>): Promise<SandboxState | { error: string }> {
  const script = `
    import { createEngines } from ${JSON.stringify(pool)};
    const engines = createEngines({ count: 1 });
    const state = await engines.sandbox().catch(({ message }) => ({ error: message }));
    console.log(JSON.stringify(state));
    await engines.close();`;
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--input-type=module', '-e', script],
    { env: { ...process.env, ...env } },
  );
  return JSON.parse(stdout) as SandboxState;
}

const onLinux = { skip: process.platform !== 'linux' && 'bubblewrap is of Linux' };

describe('a system without a sandbox', onLinux, () => {
  test('runs engines without, and says why', async () => {
    assert.deepEqual(await stateWith({ PATH: folder }), {
      ...{ kind: 'none', hasFilter: false, hasPermissions: true },
      reason: 'bubblewrap (bwrap) is not installed',
    });
    const PATH = refused + delimiter + process.env['PATH'];
    assert.deepEqual(await stateWith({ PATH }), {
      ...{ kind: 'none', hasFilter: false, hasPermissions: true },
      reason:
        'bubblewrap does not work here (exit code 1: bwrap: setting up uid map: Permission denied)',
    });
  });

  test('runs none where a sandbox is required', async () => {
    for (const PATH of [folder, refused]) {
      const { error } = (await stateWith({ PATH, SCALESCOPE_SANDBOX: 'require' })) as {
        error: string;
      };
      assert.match(error, /^A sandbox for decoding is required, and there is none: bubblewrap/);
      assert.match(error, /scalescope doctor says what the system offers$/);
    }
  });

  test('is what one has who turns it off', async () => {
    assert.deepEqual(await stateWith({ SCALESCOPE_SANDBOX: 'off' }), {
      ...{ kind: 'none', hasFilter: false, hasPermissions: false },
      reason: 'SCALESCOPE_SANDBOX is off',
    });
  });
});

test('a word that is no setting is refused with those that are', () => {
  assert.throws(() => sandboxPolicy('yes'), {
    code: 'invalid-argument',
    message:
      'SCALESCOPE_SANDBOX is "yes", which is not a setting; set it to require or off, or leave it out',
  });
});

test('bubblewrap is found in absolute folders of PATH only', onLinux, () => {
  assert.equal(findBubblewrap(['.', 'x', refused].join(delimiter)), join(refused, 'bwrap'));
  assert.equal(findBubblewrap(folder), null);
  assert.equal(findBubblewrap(''), null);
});

test('what is shown of the disk is the program and libraries, read-only', onLinux, () => {
  const args = bubblewrapArguments(process.execPath, [], { filterFd: null, infoFd: 5 });
  const shown = args.flatMap((arg, i) => (arg === '--ro-bind-try' ? [args[i + 1]!] : []));
  for (const path of ['/', '/home', '/root', '/etc', '/var', '/tmp', process.env['HOME']]) {
    assert.equal(shown.includes(path!), false, path);
  }
  for (const path of programFolders()) assert.ok(shown.includes(path), path);
  assert.equal(args.includes('--bind'), false);
});

test('engines in a sandbox get no variable but those that they run by', () => {
  const env = {
    LANG: 'C',
    HOME: '/h',
    AWS_SECRET_ACCESS_KEY: 'x',
    NODE_OPTIONS: '-r ./x',
    PATH: '/',
  };
  assert.deepEqual(sandboxEnvironment(env), { VIPS_DISC_THRESHOLD: '1t', LANG: 'C', HOME: '/h' });
});

test('engines without a sandbox get what the system needs besides, and no secret', () => {
  const needed = { LANG: 'C', HOME: '/h', PATH: '/', SystemRoot: 'C:', NODE_OPTIONS: '-r ./x' };
  const secrets = {
    ...{ AWS_SECRET_ACCESS_KEY: 'x', PGPASSWORD: 'x', SCALESCOPE_CASE_TOKEN: 'x' },
    ...{ SCALESCOPE_FLEET: 'postgres://a:b@c/d', SCALESCOPE_PASSPHRASE_FILE: '/p' },
    ...{ NODE_CHANNEL_FD: '3', GITHUB_TOKEN: 'x' },
  };
  assert.deepEqual(plainEnvironment({ ...needed, ...secrets }), needed);
});

test('the profile for macOS denies first, and quotes paths', () => {
  const lines = seatbeltProfile('/a "b"/node', ['/pictures']).split('\n');
  assert.equal(lines[0], '(version 1)');
  for (const rule of [
    'network*',
    'process-fork',
    'file-write*',
    'lsopen',
    'appleevent-send',
    'job-creation',
  ]) {
    assert.ok(lines.includes(`(deny ${rule})`), rule);
  }
  const signals = lines.filter((line) => line.includes('signal'));
  assert.deepEqual(signals, ['(deny signal)', '(allow signal (target self))']); // the later one wins
  assert.ok(lines.includes('(allow process-exec (literal "/a \\"b\\"/node"))'));
  const balance = [...lines.join('')].reduce((n, c) => n + (c === '(' ? 1 : c === ')' ? -1 : 0), 0);
  assert.equal(balance, 0);
});

const posix = { skip: process.platform === 'win32' && 'paths of macOS' };

test('a font that the profile hides is refused, and one that it shows is not', posix, () => {
  for (const path of [
    '/Users/a/x.ttf',
    '/tmp/x.ttf',
    '/Volumes/usb/x.ttf',
    join(homedir(), 'x.ttf'),
  ]) {
    assert.throws(() => fontInSeatbelt(path), {
      code: 'unreadable',
      remedy: 'copy the font to Library/Fonts in your home folder',
    });
  }
  for (const path of ['/Library/Fonts/x.ttf', join(homedir(), 'Library/Fonts/x.ttf')]) {
    assert.equal(fontInSeatbelt(path), path);
  }
});

test('folders inside others go without saying', () => {
  assert.deepEqual(withoutNested(['/a/b', '/a', '/ab', '/a']), ['/a', '/ab']);
});

test('no way to start lets JavaScript start programs or write outside of its own folder', () => {
  for (const { nodeOptions, hasPermissions, scratch } of launches().ways) {
    if (!hasPermissions) continue;
    assert.ok(nodeOptions.includes('--permission'));
    assert.equal(nodeOptions.includes('--allow-child-process'), false);
    const written = nodeOptions.filter((option) => option.startsWith('--allow-fs-write'));
    if (scratch === null) assert.deepEqual(written, []);
    assert.equal(nodeOptions.includes('--allow-fs-read=*'), false);
  }
});
