/** `scalescope fingerprint read --answers`: what a model could read in a chart. */
import { UserError } from '../../../shared/base/errors.ts';
import { printableJson, printableLines } from '../../../shared/base/printable.ts';
import type { Size } from '../../../shared/base/raster.ts';
import { parseAnswers } from '../../../shared/fingerprint/answers/parse-answers.ts';
import type { AnswersReading } from '../../../shared/fingerprint/answers/rank-answers.ts';
import { answersPipeline } from '../../../shared/fingerprint/answers/answers-pipeline.ts';
import { CHART_SIZES, sizeText } from '../../../shared/fingerprint/chart/chart-size.ts';
import { percent } from '../../../shared/fingerprint/result/words.ts';
import { readRegularFile } from '../../base/regular-file.ts';
import type { Engines } from '../../engine/pool/engines.ts';
import { writeAllWhole } from '../../engine/write/write-whole.ts';
import { refuseOverwrite } from '../../terminal/files.ts';
import type { CommandIo } from '../../terminal/io.ts';

const MAX_ANSWERS_BYTES = 1024 ** 2;

export interface AnswersOptions {
  answers: string;
  chart: Size[];
  output?: string;
  json?: true;
}

/** Prints what the answers in a file say of the service. */
export async function readAnswers(
  { answers, chart: [asked], output, json }: AnswersOptions,
  engines: Engines,
  io: CommandIo,
): Promise<number> {
  if (output !== undefined) await refuseOverwrite(output, [answers]);
  const kind = { what: 'a file of answers', maxBytes: MAX_ANSWERS_BYTES };
  const text = (await readRegularFile(answers, answers, kind)).toString('utf8');
  const { chart: told, read } = parseAnswers(text, answers);
  if (asked !== undefined && told !== null && sizeText(asked) !== sizeText(told)) {
    const sizes = `--chart says ${sizeText(asked)}, and ${answers} says ${sizeText(told)}`;
    throw new UserError('invalid-argument', `${sizes}. Leave one of them out.`);
  }
  const chart = asked ?? told ?? CHART_SIZES[0];
  const options = { name: answers, signal: io.signal };
  const reading = await engines.run('fingerprint-answers', { chart, read }, options);
  const [best] = reading.ranking;
  if (output !== undefined && best !== undefined) {
    const bytes = Buffer.from(`${printableJson(answersPipeline(reading, best), 2)}\n`);
    await writeAllWhole([{ path: output, bytes }]);
  }
  io.stdout.write(json ? `${printableJson(reading)}\n` : answersText(reading, output));
  return 0;
}

function answersText({ chart, ranking, reasons, isComplete }: AnswersReading, wrote?: string) {
  return printableLines([
    `What was read in the chart of ${sizeText(chart)} fits best:`,
    '',
    'Likelihood   Size        Samplers',
    ...ranking.map(({ samplers, size, share }) => {
      const names = samplers.slice(0, 4).join(', ');
      const more = samplers.length > 4 ? ` and ${samplers.length - 4} more` : '';
      return `${percent(share).padStart(10)}   ${sizeText(size).padEnd(10)}  ${names}${more}`;
    }),
    '',
    ...reasons.map((reason) => `- ${reason}`),
    ...(isComplete ? [] : ['- Time was up before everything was tried.']),
    ...(wrote === undefined
      ? []
      : ['', `Wrote ${wrote}: use it as --pipeline ${wrote} of every other command.`]),
  ]);
}
