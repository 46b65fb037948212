/** The review queue of a case of 50,000 images: a page, the order, counts, one decision. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openCase } from '../../main/cases/open-case.ts';
import { countQueue, readOrder, readPage, readProgress } from '../../main/cases/queue/queue.ts';
import { decide } from '../../main/cases/review/review.ts';
import { addImage } from '../main/cases/make-case.ts';
import { medianMs, report } from './measure.ts';

const IMAGES = 50_000;
const VERDICTS = ['clean', 'clean', 'clean', 'suspicious', 'attack'] as const;

export async function benchCases(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'scalescope-bench-'));
  const caseFile = openCase(join(folder, 'bench.case'), { mode: 'write', create: true });
  try {
    const started = performance.now();
    caseFile.database.transaction(() => {
      for (let i = 0; i < IMAGES; i++) {
        const verdict = VERDICTS[i % VERDICTS.length];
        const score = ((i * 7919) % 1000) / 1000;
        addImage(caseFile, { name: `${i}.png`, folder: `/images/${i % 40}`, verdict, score });
      }
    });
    report(`recording one of ${IMAGES} images`, (performance.now() - started) / IMAGES);
    const order = { sort: 'score', order: 'desc' } as const;
    const page = (filter: object, limit = 200) =>
      medianMs(9, () => readPage(caseFile, filter, order, { limit }));
    report('page of 200 rows', await page({}), undefined, '20 ms');
    report(
      'page of 200 rows, three filters',
      await page({ verdict: ['attack'], scoreTo: 0.5, decision: ['none'] }),
      undefined,
      '20 ms',
    );
    report('page that nothing matches', await page({ text: 'nothing' }));
    report('page of one folder', await page({ folder: '/images/7' }));
    report('the whole order as ids', await medianMs(9, () => readOrder(caseFile, {}, order)));
    report('counts', await medianMs(9, () => countQueue(caseFile, {})));
    report('progress', await medianMs(9, () => readProgress(caseFile)));
    let image = 0;
    report('one decision', await medianMs(9, () => decide(caseFile, [++image], 'ok', 'bench')));
  } finally {
    caseFile.close();
    await rm(folder, { recursive: true });
  }
}
