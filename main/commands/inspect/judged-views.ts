/** What the views of several sizes are judged to be, each by itself: a line for each, and its reasons. */
import type { Finding } from '../../../shared/finding/finding.ts';
import { printableLines } from '../../../shared/base/printable.ts';
import type { Judgement } from '../../../shared/verdict/judge.ts';
import { verdictAndScore, verdictWord } from '../../../shared/verdict/words.ts';

/** A view that was asked for, and its judgement. */
export interface JudgedView extends Judgement {
  pipeline: string;
  width: number;
  height: number;
}

/** The view that `finding` was asked for, as it is judged by itself; none where there was none. */
export function judgedView({ tested, judgements }: Finding): JudgedView[] {
  const judgement = judgements.find(({ of }) => of === 'view');
  if (judgement === undefined || !tested?.view) return [];
  return [{ ...tested.view, ...judgement }];
}

/** Each view with its verdict, score and reasons. */
export function judgedText(views: readonly JudgedView[]): string {
  return printableLines([
    'Each size, judged by itself:',
    ...views.flatMap((view) => {
      const { pipeline, width, height, reasons } = view;
      const word = verdictWord(view).toUpperCase();
      const verdict = verdictAndScore({ ...view, judgements: [view] }, word);
      return [
        `  ${width}x${height} with ${pipeline}: ${verdict}`,
        ...reasons.map((reason) => `    ${reason}`),
      ];
    }),
  ]);
}
