/** What nothing catches is one sentence and the exit code of a failure, never a stack. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, test } from 'node:test';
import { UserError } from '../../../shared/base/errors.ts';
import { sentenceOf } from '../../../main/terminal/last-resort.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));

function runNode(script: string, env: Record<string, string> = {}) {
  const code = `import { catchTheRest } from './main/terminal/last-resort.ts'; catchTheRest(2); ${script}`;
  const args = ['--input-type=module', '-e', code];
  const own = { ...process.env, SCALESCOPE_DEBUG: '' };
  const run = spawnSync(process.execPath, args, { cwd: root, env: { ...own, ...env } });
  return { status: run.status, stderr: run.stderr.toString() };
}

describe('a process', () => {
  for (const [what, script] of [
    ['an exception', "setTimeout(() => { throw new Error('of a library'); }, 1)"],
    ['a rejection', "void Promise.reject(new Error('of a library'))"],
  ]) {
    test(`that ends with ${what} says one sentence`, () => {
      const { status, stderr } = runNode(script);
      assert.equal(status, 2);
      const said =
        'Something went wrong inside Scalescope (of a library). SCALESCOPE_DEBUG=1 shows where';
      assert.equal(stderr, `scalescope: ${said}\n`);
    });
  }

  test('shows where it was where that is asked for', () => {
    const { stderr } = runNode("throw new Error('of a library')", { SCALESCOPE_DEBUG: '1' });
    assert.match(stderr, /\n\s+at /);
  });
});

test('what the system lacks is told in words', () => {
  const lacking = (code: string) => Object.assign(new Error('raw'), { code });
  assert.match(sentenceOf(lacking('EMFILE')), /: too many files are open\. Allow more/);
  assert.match(sentenceOf(new Error('reading x: too many open files.')), /too many files are open/);
  assert.match(sentenceOf(lacking('ENOSPC')), /: the disk is full$/);
  assert.equal(sentenceOf(new UserError('busy', 'It is in use', 'wait')), 'It is in use; wait');
});

test(
  'a command that may open too few files fails with a sentence',
  { skip: process.platform === 'win32' },
  () => {
    const image = 'test/samples/drum-299.png';
    const program = `ulimit -n 24; exec "${process.execPath}" build/scalescope.mjs`;
    for (const command of [`inspect ${image}`, `scan ${image} --jobs 1`]) {
      const run = spawnSync('sh', ['-c', `${program} ${command}`], { cwd: root });
      const said = run.stdout.toString() + run.stderr.toString();
      assert.equal(run.status, 2, said);
      assert.match(said, /too many files are open\. Allow more \(ulimit -n\)/);
      assert.doesNotMatch(said, /\n\s+at |Error/);
    }
  },
);
