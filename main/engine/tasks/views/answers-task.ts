/** Ranks samplers by what a model could read in a chart. */
import type { Size } from '../../../../shared/base/raster.ts';
import {
  rankAnswers,
  type AnswersReading,
} from '../../../../shared/fingerprint/answers/rank-answers.ts';
import type { TaskContext } from '../../images/task.ts';

const MOST_MS = 20_000;

/** What `read` says of who resized the chart of `chart`. */
export async function run(
  { chart, read }: { chart: Size; read: string[] },
  { signal }: TaskContext,
): Promise<AnswersReading> {
  const end = performance.now() + MOST_MS;
  return rankAnswers(chart, read, () => performance.now() > end || signal?.aborted === true);
}
