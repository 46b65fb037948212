// The step of the GitHub Action that scans: plain JavaScript, with its settings in the environment.
import { spawnSync } from 'node:child_process';
import { appendFileSync, existsSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const { env } = process;
const bin = join(dirname(fileURLToPath(import.meta.url)), '..', 'scalescope.mjs');
const paths = setting('PATHS', '.').split(/\s+/).filter(Boolean);
const output = setting('OUTPUT', 'scalescope-findings.jsonl');
const failOn = setting('FAIL_ON', 'suspicious');
if (!['suspicious', 'attack', 'nothing'].includes(failOn)) {
  fail(`Expected suspicious, attack or nothing for fail-on but received ${failOn}`);
}
const changed = setting('CHANGED', 'true') === 'true' ? changedFiles() : null;
const findings = changed?.length === 0 ? [] : scan();
report(findings);

function setting(name, usual) {
  return env[`SCALESCOPE_${name}`] || usual;
}

/** The files that were added or changed since the base; null where there is no base to compare with. */
function changedFiles() {
  const base = setting('BASE', '');
  if (!/^[0-9a-f]{40,64}$/.test(base) || /^0+$/.test(base)) return null;
  const git = (...words) => spawnSync('git', words, { encoding: 'utf8', maxBuffer: 2 ** 28 });
  if (git('cat-file', '-e', `${base}^{commit}`).status !== 0) {
    // A shallow clone has it not.
    git('fetch', '--no-tags', '--depth=1', 'origin', base);
  }
  const words = ['diff', '--name-only', '-z', '--relative', '--diff-filter=ACMR', base, 'HEAD'];
  const { status, stdout, stderr } = git(...words, '--', ...paths);
  if (status !== 0) {
    annotate('notice', {}, `All images are scanned: the base cannot be compared with. ${stderr}`);
    return null;
  }
  return stdout.split('\0').filter((path) => path !== '' && existsSync(path));
}

/** The findings, in the order of the files; what is no image among the changed files is left out. */
function scan() {
  rmSync(output, { force: true });
  const pipeline = setting('PIPELINE', '');
  const size = setting('SIZE', '');
  const options = [
    ...(pipeline === '' ? [] : [`--pipeline=${pipeline}`]),
    ...(size === '' ? [] : [`--size=${size}`]),
    `--jsonl=${output}`,
  ];
  const what = changed === null ? ['--', ...paths] : ['--null', '-'];
  const { status, error } = spawnSync(process.execPath, [bin, 'scan', ...options, ...what], {
    input: changed === null ? '' : changed.join('\0'),
    stdio: ['pipe', 'inherit', 'inherit'],
  });
  if (error) fail(`The scan could not be started: ${error.message}`);
  if (!existsSync(output)) fail(`The scan ended with ${status} and wrote no findings`);
  return readFileSync(output, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line))
    .filter((record) => typeof record.verdict === 'string')
    .filter(({ error: why }) => changed === null || why?.code !== 'unsupported-format');
}

function report(records) {
  const of = (...verdicts) => records.filter(({ verdict }) => verdicts.includes(verdict));
  for (const { file, verdict, reasons } of of('attack', 'suspicious', 'error')) {
    const level = verdict === 'suspicious' ? 'warning' : 'error';
    const title = { attack: 'Attack', suspicious: 'Suspicious', error: 'Could not be examined' };
    annotate(level, { file, title: `Scalescope: ${title[verdict]}` }, reasons.join(' '));
  }
  const flagged = of('attack', 'suspicious').length;
  const failed = of('error').length;
  const words = `Scalescope examined ${records.length} images: ${flagged} flagged, ${failed} could not be examined.`;
  process.stdout.write(`${words}\n`);
  if (env.GITHUB_STEP_SUMMARY) appendFileSync(env.GITHUB_STEP_SUMMARY, `${words}\n`);
  if (env.GITHUB_OUTPUT) {
    appendFileSync(env.GITHUB_OUTPUT, `findings=${output}\nflagged=${flagged}\n`);
  }
  const refused = { suspicious: flagged, attack: of('attack').length, nothing: 0 }[failOn];
  process.exitCode = refused > 0 ? 1 : failed > 0 && failOn !== 'nothing' ? 2 : 0;
}

/** A command of the workflow: what ends a line, or a part of it, is escaped. */
function annotate(level, { file, title }, message) {
  const text = (value) =>
    String(value).replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
  const part = (value) => text(value).replaceAll(':', '%3A').replaceAll(',', '%2C');
  const parts = Object.entries({ file, title })
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}=${part(value)}`);
  process.stdout.write(`::${level} ${parts.join(',')}::${text(message)}\n`);
}

function fail(message) {
  annotate('error', { title: 'Scalescope' }, message);
  process.exit(2);
}
