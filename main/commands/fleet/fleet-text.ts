/** What a fleet is told to be, in lines for people. */
import {
  SILENT_SECONDS,
  type FleetFailure,
  type FleetProgress,
  type FleetWorker,
  type RunProgress,
} from '../../fleet/progress.ts';
import { durationOf } from '../../scan/progress-line.ts';

/** The lines of `progress`, then those of `failures`. */
export function fleetLines(
  { runs, workers }: FleetProgress,
  failures: readonly FleetFailure[],
): string[] {
  if (runs.length === 0)
    return ['This fleet has no run yet. "scalescope scan --fleet" begins one.'];
  return [
    ...runs.flatMap(runLines),
    ...(workers.length === 0
      ? ['No worker is at work.']
      : ['Workers:', ...workers.flatMap(workerLines)]),
    ...(failures.length === 0 ? [] : ['Not examined:', ...failures.map(failureLine)]),
  ];
}

function runLines(run: RunProgress): string[] {
  const { name, state, listed, done, skipped, dead, cancelled, waiting, perSecond, secondsLeft } =
    run;
  const ended = done + skipped + dead + cancelled;
  const counts = [
    `${ended} of ${listed}`,
    ...(perSecond !== null && waiting > 0 ? [`${perSecond}/s`] : []),
    ...(secondsLeft === null ? [] : [`${durationOf(secondsLeft)} left`]),
  ];
  const came = [
    `${run.examined} examined`,
    ...(run.copies > 0 ? [run.copies === 1 ? '1 copy' : `${run.copies} copies`] : []),
    `${run.found} found`,
    `${run.failed} failed`,
    ...(skipped > 0
      ? [skipped === 1 ? '1 other file passed over' : `${skipped} other files passed over`]
      : []),
    ...(dead > 0 ? [dead === 1 ? '1 dead letter' : `${dead} dead letters`] : []),
    ...(cancelled > 0 ? [`${cancelled} cancelled`] : []),
  ];
  const { ready } = run;
  const waits =
    ready.jobs > 0 && state !== 'paused'
      ? [`  ${ready.images} ready for workers, the oldest for ${durationOf(ready.oldestSeconds)}`]
      : [];
  return [`${name} (${state}): ${counts.join(', ')}`, `  ${came.join(', ')}`, ...waits];
}

function workerLines({ name, jobs, inHand, silentSeconds, refusals }: FleetWorker): string[] {
  const hand =
    inHand === 0 ? 'nothing in hand' : inHand === 1 ? '1 job in hand' : `${inHand} jobs in hand`;
  const silent =
    silentSeconds < SILENT_SECONDS
      ? ''
      : `; last seen ${durationOf(silentSeconds)} ago, so it is dead or cut off` +
        (inHand > 0 ? ': its jobs come again' : '');
  const width = jobs === 1 ? '1 image at once' : `${jobs} images at once`;
  return [`  ${name}: ${width}, ${hand}${silent}`, ...refusals.map((refusal) => `    ${refusal}`)];
}

function failureLine({ run, kind, source, key, inside, message }: FleetFailure): string {
  const where = source.startsWith('s3://') ? `s3://${source.slice(5).split('/', 1)[0]}` : source;
  return `  ${run}: ${where}/${key}${inside}: ${kind === 'dead' ? 'dead letter: ' : ''}${message}`;
}
