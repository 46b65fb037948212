/** A small case with everything in it that a case may have, as a file and as exported lines. */
import { readFileSync } from 'node:fs';
import { openCase } from '../../../main/cases/open-case.ts';
import { addRoots } from '../../../main/cases/record.ts';
import { addMark } from '../../../main/cases/review/marks.ts';
import { decide, setNote } from '../../../main/cases/review/review.ts';
import { exportLines } from '../../../main/cases/transfer.ts';
import { addImage, newCase } from '../../main/cases/make-case.ts';
import { once, type Seed } from './seed.ts';

const madeCase = once(async () => {
  const caseFile = newCase();
  addRoots(caseFile, ['/pictures']);
  const hash = 'f0'.repeat(8);
  const first = addImage(caseFile, {
    ...{
      name: 'a.png',
      verdict: 'attack',
      score: 0.9,
      sampler: 'opencv/linear',
      machineHash: hash,
    },
  });
  addImage(caseFile, { name: 'b.png', labelDistance: 0.7, machineHash: hash, humanHash: hash });
  const third = addImage(caseFile, { name: 'c.png', verdict: 'error' });
  decide(caseFile, [first, third], 'confirmed', 'Ada');
  setNote(caseFile, first, 'a note', 'Ada');
  const shape = { kind: 'box', x: 1, y: 2, width: 3, height: 4 };
  addMark(caseFile, 'annotation', first, { shape, text: 'the drum', reviewer: 'Ada' });
  caseFile.close();
  return caseFile.path;
});

/** The case as a file. */
export const caseFileSeeds = once(async (): Promise<Seed[]> => [
  { name: 'small.case', bytes: readFileSync(await madeCase()) },
]);

/** The case as exported lines. */
export const caseLinesSeeds = once(async (): Promise<Seed[]> => {
  const caseFile = openCase(await madeCase(), { mode: 'read' });
  try {
    const lines = [...exportLines(caseFile, '0.1.0', () => undefined)];
    return [{ name: 'case.jsonl', bytes: Buffer.from(lines.join('')) }];
  } finally {
    caseFile.close();
  }
});
