/** A finding on the main picture of a file, and what is found in the second pictures beside it. */
import { unsearchedText } from '../image/forensics/fact-rows.ts';
import {
  itemPlace,
  itemsLeft,
  itemsOpen,
  judgeItems,
  type ExaminedItem,
} from '../verdict/judge-items.ts';
import { UNOPENED } from '../image/forensics/looks-like.ts';
import { worstOf } from '../verdict/judge.ts';
import { verdictWord } from '../verdict/words.ts';
import type { Finding } from './finding.ts';

/**
 * `finding` with `items` examined, of which the file has `count`. It stays that of the main picture, with
 * its targets; where a second picture is worse, its verdict is the one of the file.
 */
export function withItems(
  finding: Finding,
  items: readonly ExaminedItem[],
  count: number,
): Finding {
  const judgement = judgeItems(items);
  const left = itemsLeft(items, count);
  const listed = { ...finding, items: [...items] };
  if (judgement === null) return { ...listed, reasons: [...finding.reasons, ...left] };
  const judgements = [...finding.judgements, judgement];
  if (worstOf([finding, judgement]) === finding) {
    return { ...listed, judgements, reasons: [...finding.reasons, ...judgement.reasons, ...left] };
  }
  const { verdict, score, explanation } = judgement;
  const reasons = [...judgement.reasons, ...besideReasons(finding), ...left];
  return { ...listed, judgements, verdict, score, explanation, reasons };
}

/**
 * The finding on a file of which `told`, a second picture, is worse than the main one, of which `main` is:
 * that of the second picture, with its targets. Null where the main picture is as bad.
 */
export function tellingItem(
  main: Finding,
  told: Finding,
  items: readonly ExaminedItem[],
  count: number,
): Finding | null {
  const { item } = told.facts ?? {};
  if (item === undefined || worstOf([main, told]) === main) return null;
  return {
    ...told,
    items: [...items],
    item: item.id,
    reasons: [
      ...told.reasons,
      `This finding is for ${itemPlace(item)}, a second picture in the file.`,
      ...besideReasons(main),
      ...itemsLeft(items, count),
    ],
  };
}

/**
 * `finding` on a file with `items` examined, which is not called clean where a part of the file could not be
 * looked at: a second picture, or bytes that were not searched for one. Its facts name these.
 */
export function heedingUnseen(finding: Finding, items: readonly ExaminedItem[]): Finding {
  const { forensics, item } = finding.facts ?? {};
  if (item !== undefined) return finding; // of one picture, not of the file
  const unsearched = forensics === undefined ? null : unsearchedText(forensics);
  const reasons = [...finding.reasons, ...(unsearched === null ? [] : [unsearched])];
  const isStopped = forensics?.unsearched?.cause === 'work';
  const archive = forensics?.trailing?.looksLike.find((what) => UNOPENED.includes(what));
  const unopened =
    archive === undefined ? null : `After its end lies ${archive}, which is not opened`;
  const open = itemsOpen(items) ?? unopened ?? (isStopped ? unsearched : null);
  if (finding.verdict !== 'clean' || open === null) return { ...finding, reasons };
  const message = `${finding.file} is not called clean. ${open}`;
  const code = open === unopened ? 'unsupported-format' : 'too-large';
  const error = { code, message } as const;
  return {
    ...finding,
    verdict: 'error',
    score: 0,
    explanation: null,
    error,
    reasons: [message, ...(open === unsearched ? finding.reasons : reasons)],
  };
}

function besideReasons(main: Finding): string[] {
  return [`In the main picture: ${verdictWord(main)}.`, ...main.reasons.slice(0, 1)];
}
