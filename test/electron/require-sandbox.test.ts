/** The desktop app, which has no sandbox for its engines, opens no window where one is required. */
import assert from 'node:assert/strict';
import { registerHooks } from 'node:module';
import { afterEach, test } from 'node:test';
import { root } from '../../build/freshness.ts';
import { SANDBOX_VARIABLE } from '../../main/base/sandbox-policy.ts';
import { desktop, app } from './stand-in.ts';

const standIn = new URL('./stand-in.ts', import.meta.url).href;
registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'electron' ? { url: standIn, shortCircuit: true } : next(specifier, context),
});

let started = 0;
app.isPackaged = true;

/** Starts the app with `args`; what it says on its standard error. */
async function start(...args: string[]): Promise<string> {
  const { argv } = process;
  const { write } = process.stderr;
  let said = '';
  process.argv = [process.execPath, ...args];

  process.stderr.write = ((text: string) => Boolean((said += text))) as typeof write;
  try {
    await import(`../../main/electron/electron.ts?${started++}`);
  } finally {
    process.stderr.write = write;
    process.argv = argv;
  }
  return said;
}

afterEach(() => {
  process.env[SANDBOX_VARIABLE] = ''; // the same as none
  desktop.exitCode = null;
});

for (const args of [
  ['--require-sandbox', 'a.png'],
  ['view', 'a.png', '--require-sandbox'],
  ['--require-sandbox'],
]) {
  test(`no window opens with ${args.join(' ')}`, async () => {
    assert.match(await start(...args), /^scalescope: The desktop app decodes without a sandbox/);
    assert.equal(desktop.exitCode, 2);
    assert.equal(process.env[SANDBOX_VARIABLE], 'require');
    assert.deepEqual(desktop.windows, []);
  });
}

test('the same by the environment, and with a word that is no setting', async () => {
  process.env[SANDBOX_VARIABLE] = 'require';
  assert.match(await start('a.png'), /^scalescope: The desktop app decodes without a sandbox/);
  assert.equal(desktop.exitCode, 2);
  process.env[SANDBOX_VARIABLE] = 'please';
  assert.match(await start('a.png'), /^scalescope: SCALESCOPE_SANDBOX is "please"/);
});

test('unpackaged, the switch may stand before the folder of the app', async () => {
  app.isPackaged = false;
  await start('--require-sandbox', root, 'a.png');
  assert.equal(desktop.exitCode, 2);
});
