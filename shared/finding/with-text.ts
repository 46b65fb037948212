/** A finding, and what was read in the views of its image. */
import { judgeText } from '../verdict/judge-text.ts';
import { worstOf } from '../verdict/judge.ts';
import type { TextReading } from '../verdict/text-reading.ts';
import type { Finding } from './finding.ts';

/**
 * `finding` with `text`, and its judgement beside the others, which stay as they are. Where it is worse its verdict is
 * the one of the file. A finding that failed stays so.
 */
export function withText(finding: Finding, text: TextReading): Finding {
  const read = { ...finding, text };
  const judgement = judgeText(text);
  if (judgement === null) return read;
  const judgements = [...finding.judgements.filter(({ of }) => of !== 'text'), judgement];
  if (judgement.verdict === 'clean' || finding.verdict === 'error') return { ...read, judgements };
  if (worstOf([finding, judgement]) === finding) {
    return { ...read, judgements, reasons: [...finding.reasons, ...judgement.reasons] };
  }
  const { verdict, score, explanation } = judgement;
  const reasons = [...judgement.reasons, ...finding.reasons];
  return { ...read, judgements, verdict, score, explanation, reasons };
}
