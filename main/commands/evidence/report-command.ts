/** `scalescope report`: its arguments and options. */
import type { Command } from 'commander';
import { withToken } from './token-option.ts';
import { withExamination } from './examination-options.ts';
import { report, type ReportOptions } from './run-report.ts';
import {
  LABELS_HELP,
  limitsFrom,
  parseClassifier,
  parsePipeline,
  PART_HELP,
  SIZE_HELP,
  withDecodeOptions,
  withItem,
  withThresholds,
} from '../../terminal/options.ts';
import { collect, collectWith, parsePart, parseSize } from '../../terminal/values.ts';
import { withPassphrase } from '../../terminal/passphrase.ts';
import { withTextOptions } from '../../terminal/text-options.ts';
import type { CommandContext } from '../../terminal/command-context.ts';

/** Gives the command its options, and what it does. */
export function reportCommand(command: Command, { io, withEngines }: CommandContext): void {
  withPassphrase(
    withToken(
      withExamination(withTextOptions(withThresholds(withItem(withDecodeOptions(command))))),
    ),
  )
    .requiredOption(
      '-o, --output <file>',
      'the .html, .pdf or .json file to write; repeatable',
      collect<string>,
      [],
    )
    .option('-p, --pipeline <id>', 'also judge and show the view of this pipeline', parsePipeline)
    .option('-s, --size <WxH>', SIZE_HELP, parseSize)
    .option('--part <n>', PART_HELP, parsePart)
    .option('--labels <classifier>', LABELS_HELP, collectWith(parseClassifier), [])
    .option('--case <file>', 'with an image: add what its reviewers said; without: report the case')
    .option(
      '--sign',
      'sign it with your own key, which is created at first use, and write a signature of the files beside them',
    )
    .addHelpText(
      'after',
      '\nExample:\n  scalescope report suspicious.png --sign -o report.json -o report.pdf' +
        '\n  scalescope report suspicious.png --examiner "A. Meyer" --exhibit 17/3 -o report.pdf' +
        '\n  scalescope report --case review.case -o march.html',
    )
    .action((image: string | undefined, options: ReportOptions) =>
      withEngines((engines) => report(image, options, engines, io), 1, limitsFrom(options)),
    );
}
