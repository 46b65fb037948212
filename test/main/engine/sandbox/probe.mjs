// Takes the place of an engine: loads native code, tries the same from JavaScript, and tells what happened.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { connectToHost } from '../../../../main/engine/pool/host-channel.ts';

const { library, write, secret, env } = JSON.parse(process.argv[2]);
Object.assign(process.env, env);

const codeOf = (work) => {
  try {
    work();
    return 'ok';
  } catch (error) {
    return error.code ?? error.message;
  }
};

const fromJavaScript = {
  write: codeOf(() => writeFileSync(write, 'x')),
  read: codeOf(() => readFileSync(secret)),
  spawn: codeOf(() => execFileSync('/bin/true')),
};
// It is no module of Node: that it was loaded is said by what it has told.
codeOf(() => process.dlopen({ exports: {} }, library, constants.dlopen.RTLD_NOW));
const lines = (process.env['PROBE_TOLD'] ?? '').trim().split('\n');
const fromNative = Object.fromEntries(lines.map((line) => line.split('=')));
const variables = Object.keys(process.env).filter((name) => !name.startsWith('PROBE_'));
connectToHost(() => undefined)({ fromJavaScript, fromNative, variables });
setTimeout(() => {}, 30_000);
