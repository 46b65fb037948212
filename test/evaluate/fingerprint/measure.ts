/**
 * How well the fingerprint kit reads services drawn at random from the catalog, from one chart each:
 * `npm run fingerprint:measure -- [--seed N] [--count N] [--png-only]`. Prints each reading and, as a table, the sums.
 */
import { parseArgs } from 'node:util';
import { runTrials, type Sent, type Trial } from './draws.ts';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    count: { type: 'string', default: '40' },
    'png-only': { type: 'boolean', default: false },
  },
});
const SENT: Sent[] = values['png-only'] ? ['png'] : ['png', 95, 85, 70];

const say = (text: string) => process.stdout.write(`${text}\n`);

function line({ way, sent, reading, rank, ms }: Trial): string {
  const [{ sampler, size }] = way.resizes;
  const best = reading?.classes[0];
  return [
    sent === 'png' ? 'PNG    ' : `JPEG ${sent}`,
    rank === 1 ? 'first ' : `${rank ?? 'none'}`.padEnd(6),
    `${sampler} ${size.width}x${size.height}`.padEnd(52),
    reading?.verdict.padEnd(7),
    best && `${(100 * best.share).toFixed(1)} % ${best.samplers[0]}`,
    `${(ms / 1000).toFixed(1)} s`,
  ].join(' ');
}

const trials = await runTrials(Number(values.seed), Number(values.count), SENT, (trial) =>
  say(line(trial)),
);
say(
  '\n| came back as | first | among the best three | said surely (99 %) | of these right | median time |',
);
say(
  '| ------------ | ----- | -------------------- | ------------------ | -------------- | ----------- |',
);
for (const sent of SENT) {
  const all = trials.filter((trial) => trial.sent === sent);
  const within = (most: number) => all.filter(({ rank }) => rank !== null && rank <= most).length;
  const sure = all.filter(({ reading }) => (reading?.classes[0]?.share ?? 0) >= 0.99);
  const right = sure.filter(({ rank }) => rank === 1).length;
  const times = all.map(({ ms }) => ms).sort((a, b) => a - b);
  const median = times[Math.floor(times.length / 2)] / 1000;
  const name = sent === 'png' ? 'PNG' : `JPEG of quality ${sent}`;
  say(
    `| ${name} | ${within(1)} of ${all.length} | ${within(3)} of ${all.length} | ${sure.length} | ${right} | ${median.toFixed(1)} s |`,
  );
}
