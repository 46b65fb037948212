/**
 * `npm test`: every check, then every suite. `npm test -- unit|golden|e2e` runs only those suites.
 * A suite that matches no file fails. The fuzzer is a check: the same half minute each time.
 */
import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { browserPath } from '../test/support/browser.ts';
import { bundleIfStale } from './bundle.ts';
import { root } from './freshness.ts';
import { run, runCaptured } from './run.ts';

type Check = [title: string, command: string, args: string[]];

/** Each is one process: the rows run beside one another. */
const CHECKS: Check[][] = [
  [['Types', process.execPath, ['build/typecheck.ts']]],
  [
    ['Lint', 'eslint', ['.']],
    ['Format', 'prettier', ['--check', '--log-level', 'warn', '.']],
    ['Dependency rules', process.execPath, ['build/rules.ts']],
  ],
  [['Hostile files', process.execPath, ['test/fuzz/fuzz.ts', '--seconds', '30', '--seed', '1']]],
];

const GOLDEN = 'test/golden/**/*.test.ts';
const E2E = ['test/e2e/**/*.test.ts', 'test/electron/**/*.test.ts'];

/** Many files wait for processes that they start: two at a time also where there are two cores. */
const AT_A_TIME = Math.max(2, availableParallelism() - 1);

const SUITES = {
  unit: {
    files: ['test/**/*.test.ts'],
    except: [GOLDEN, ...E2E],
    args: [`--test-concurrency=${AT_A_TIME}`],
  },
  golden: { files: [GOLDEN], except: [], args: [] },
  e2e: { files: E2E, except: [], args: ['--test-concurrency=2'] },
};
type SuiteName = keyof typeof SUITES;

const chosen = process.argv.slice(2);
const unknown = chosen.filter((name) => !(name in SUITES));
const failed: string[] = [];
/** The tests that failed, each with why. */
const failures: string[] = [];

if (unknown.length > 0) {
  process.stderr.write(
    `Expected ${Object.keys(SUITES).join(', ')} but received ${unknown.join(' ')}\n`,
  );
  process.exit(2);
}
if (chosen.length === 0) {
  await Promise.all(CHECKS.map(runChecks));
}
for (const name of Object.keys(SUITES) as SuiteName[]) {
  if (chosen.length > 0 && !chosen.includes(name)) continue;
  heading(`Suite: ${name}`);
  if (!(await runSuite(name))) failed.push(`suite ${name}`);
}
if (failed.length > 0) {
  process.stderr.write(`\n${failures.join('')}Failed: ${failed.join(', ')}\n`);
}
process.exitCode = failed.length > 0 ? 1 : 0;

async function runChecks(checks: readonly Check[]): Promise<void> {
  for (const [title, command, args] of checks) {
    const { exitCode, output } = await runCaptured(command, args);
    heading(title);
    process.stdout.write(output);
    if (exitCode !== 0) failed.push(title);
  }
}

async function runSuite(name: SuiteName): Promise<boolean> {
  const { files, except, args } = SUITES[name];
  const matched = globSync(files, { cwd: root, exclude: except }).sort();
  if (matched.length === 0) {
    process.stderr.write(`${files.join(' ')} matches no test file\n`);
    return false;
  }
  // Hundreds of processes load the same modules: each compiles what none before it has.
  const env: NodeJS.ProcessEnv = { NODE_COMPILE_CACHE: join(root, 'node_modules/.cache/compiled') };
  if (name === 'e2e') {
    await bundleIfStale();
    env['SCALESCOPE_CHROMIUM'] = browserPath();
  }
  const scratch = mkdtempSync(join(tmpdir(), 'scalescope-test-'));
  const list = join(scratch, 'failed.txt');
  const reporters = [
    ...['--test-reporter=spec', '--test-reporter-destination=stdout'],
    ...['--test-reporter', './build/failed-tests.ts', `--test-reporter-destination=${list}`],
  ];
  const exitCode = await run(process.execPath, ['--test', ...reporters, ...args, ...matched], env);
  failures.push(readFileSync(list, 'utf8'));
  rmSync(scratch, { recursive: true });
  return exitCode === 0;
}

function heading(title: string): void {
  process.stdout.write(`\n== ${title}\n`);
}
