/** From a finding to an action, with the reasons in sentences. */
import type { Finding } from '../finding/finding.ts';
import { marksIn, type Phrase } from '../text/phrases.ts';
import type { PhraseMark, TextReading } from '../verdict/text-reading.ts';
import { listedVerdict, listedWord } from '../verdict/words.ts';
import { stronger, type Action, type Policy, type VerdictRules } from './policy.ts';

export interface Decision {
  action: Action;
  /** Sentences; the one that decides comes first. */
  because: string[];
}

/** As much of a finding as decides. */
export type Decided = Pick<Finding, 'verdict' | 'explanation' | 'text' | 'error'>;

/** What `verdicts`, the rules for the pipeline that was asked for, and the rules for text make of `finding`. */
export function decide(
  finding: Decided,
  { text }: Pick<Policy, 'text'>,
  verdicts: VerdictRules,
): Decision {
  const listed = listedVerdict(finding);
  const why = finding.error === null ? '' : ` ${finding.error.message}`;
  const steps: { action: Action; reason: string }[] = [
    { action: verdicts[listed], reason: `Verdict: ${listedWord(listed)}.${why}` },
  ];
  const unread = finding.text && unreadWhy(finding.text);
  if (unread) steps.push({ action: verdicts.error, reason: `Not all text was read. ${unread}` });
  for (const read of finding.text?.machineOnly ?? []) {
    steps.push({ action: text.onlyMachine, reason: 'Only the machine reads a text in the image.' });
    for (const { kind } of read.marks) {
      steps.push({ action: text.marks[kind], reason: `That text has ${KINDS[kind]}.` });
    }
  }
  return strongestOf(steps);
}

/** Why text that was to be read was not, or not all of it; null where it was. */
function unreadWhy({ data, brokeOff, notes }: TextReading): string | null {
  return brokeOff ?? (data === null ? (notes[0] ?? 'Nothing could be read.') : null);
}

/** What phrases in `texts`, which came as texts, lead to. */
export function decideTexts(
  texts: readonly string[],
  { prompts }: Pick<Policy, 'prompts'>,
  phrases: readonly Phrase[],
): Decision {
  const asked = phrases.filter(({ kind }) => prompts[kind] !== 'pass');
  if (asked.length === 0) return { action: 'pass', because: [] };
  return strongestOf(
    texts.flatMap((text) =>
      marksIn(text, asked).map(({ kind }) => ({
        action: prompts[kind],
        reason: `A text of the request has ${KINDS[kind]}.`,
      })),
    ),
  );
}

const KINDS: Record<PhraseMark['kind'], string> = {
  instruction: 'words of an instruction to a model',
  address: 'an address or a telephone number',
  link: 'a link',
};

function strongestOf(steps: readonly { action: Action; reason: string }[]): Decision {
  const action = steps.reduce<Action>((all, step) => stronger(all, step.action), 'pass');
  const decides = steps.filter((step) => step.action === action);
  const others = steps.filter((step) => step.action !== action);
  return { action, because: [...new Set([...decides, ...others].map(({ reason }) => reason))] };
}
