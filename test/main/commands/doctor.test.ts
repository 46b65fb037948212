import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { describe, test } from 'node:test';
import { run } from '../../../main/cli.ts';
import type { Examination } from '../../../main/commands/doctor/examination.ts';
import { doctor } from '../../../main/commands/doctor/run-doctor.ts';
import { doctorText } from '../../../main/commands/doctor/doctor-text.ts';
import { sandboxAdvice, sandboxSentence } from '../../../main/engine/sandbox/sandbox-words.ts';
import { SANDBOX_VARIABLE } from '../../../main/base/sandbox-policy.ts';
import { takeSandboxOption } from '../../../main/terminal/sandbox-option.ts';
import { UserError } from '../../../shared/base/errors.ts';
import { createFakeEngines } from '../../support/fake-engines.ts';

function io() {
  const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
  return { stdin, stdout, stderr, printed: () => String(stdout.read() ?? '') };
}

async function examine(): Promise<Examination> {
  const streams = io();
  assert.equal(await run(['doctor', '--json'], streams), 0);
  return JSON.parse(streams.printed()) as Examination;
}

describe('scalescope doctor', () => {
  test('says as data what it found, by asking an engine', async () => {
    const found = await examine();
    assert.equal(found.schema, 'scalescope/doctor@1');
    assert.equal(found.node.version, process.versions.node);
    assert.match(found.packages['sharp']!, /^\d+\.\d+\.\d+/);
    assert.match(found.engine!.libraries['vips']!, /^8\./);
    assert.equal(typeof found.engine!.hasFont, 'boolean');
    assert.ok(['bubblewrap', 'seatbelt', 'none'].includes(found.sandbox!.kind));
    assert.ok(found.sandbox!.kind !== 'none' || found.sandbox!.reason !== null);
    assert.equal(found.failure, null);
    assert.ok(found.memory.total > 0);
    if (process.platform !== 'win32') assert.ok(found.openFiles === null || found.openFiles > 20);

    const text = doctorText(found);
    assert.match(text, /^Scalescope \d/);
    assert.ok(text.includes(sandboxSentence(found.sandbox!)));
    assert.ok(doctorText({ ...found, openFiles: 30 }).includes('allow more with ulimit -n'));
  });

  test('says why no engine starts, and fails', async () => {
    const streams = io();
    const none = new UserError(
      'engine-crashed',
      'A sandbox for decoding is required, and there is none',
    );
    const engines = { ...createFakeEngines(), sandbox: () => Promise.reject(none) };
    assert.equal(await doctor({}, engines, streams), 2);
    assert.match(streams.printed(), /^A sandbox for decoding is required, and there is none$/m);
  });
});

test('sentences say what holds, and what helps', () => {
  const held = { kind: 'bubblewrap', hasFilter: true, hasPermissions: true, reason: null } as const;
  const bare = { ...held, kind: 'none', hasFilter: false, hasPermissions: false } as const;
  assert.match(sandboxSentence(held), /no network, write nothing, and see none of your files/);
  assert.match(sandboxSentence({ ...held, hasFilter: false }), /no filter/);
  assert.match(sandboxSentence({ ...held, kind: 'seatbelt' }), /sandbox-exec/);
  assert.match(sandboxSentence(bare), /native code in them has your rights.*not in force/);
  assert.equal(sandboxAdvice(held), null);
  const advice = (reason: string) => sandboxAdvice({ ...bare, reason });
  assert.match(advice('bubblewrap (bwrap) is not installed')!, /apt install bubblewrap/);
  assert.match(advice('bubblewrap does not work here (x)')!, /AppArmor/);
  assert.match(advice('the desktop app decodes in utility processes of Electron')!, /serve/);
  assert.equal(advice('something else'), null);
});

test('--require-sandbox may stand anywhere, and is no word of the command', (t) => {
  t.after(() => (process.env[SANDBOX_VARIABLE] = ''));
  assert.deepEqual(takeSandboxOption(['scan', 'x']), ['scan', 'x']);
  assert.deepEqual(takeSandboxOption(['scan', '--', '--require-sandbox']), [
    'scan',
    '--',
    '--require-sandbox',
  ]);
  assert.equal(process.env[SANDBOX_VARIABLE] ?? '', '');
  assert.deepEqual(takeSandboxOption(['scan', '--require-sandbox', 'x', '--', 'y']), [
    ...['scan', 'x', '--', 'y'],
  ]);
  assert.equal(process.env[SANDBOX_VARIABLE], 'require');
});
