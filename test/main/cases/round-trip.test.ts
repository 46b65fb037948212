/** A case → JSON lines → a new case: whatever was done in it, all that can be read of it is the same. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { readAudit } from '../../../main/cases/store/audit.ts';
import { findCampaigns } from '../../../main/cases/campaigns.ts';
import type { CaseFile } from '../../../main/cases/store/case-file.ts';
import { csvLines, findingLines } from '../../../main/cases/finding-lines.ts';
import { readCaseImage, readThumbnail } from '../../../main/cases/review/image-page.ts';
import { addMark, changeMark, marksOf, removeMark } from '../../../main/cases/review/marks.ts';
import {
  countQueue,
  readFolders,
  readOrder,
  readProgress,
} from '../../../main/cases/queue/queue.ts';
import { addRoots, recordFailure } from '../../../main/cases/record.ts';
import { decide, setNote, signOff, undo } from '../../../main/cases/review/review.ts';
import { figuresOf } from '../../../main/cases/case-summary.ts';
import { exportLines, importLines } from '../../../main/cases/transfer.ts';
import { verifyCase } from '../../../main/cases/verify-case.ts';
import { UserError } from '../../../shared/base/errors.ts';
import { addImage, isInDatabase, makeFolder, newCase } from './make-case.ts';

const linesOf = (caseFile: CaseFile): string[] => [
  ...exportLines(caseFile, '1.0.0', (message) => assert.fail(message)),
];

async function copyOf(caseFile: CaseFile): Promise<CaseFile> {
  const copy = newCase(join(makeFolder(), 'copy.case'));
  await importLines(copy, linesOf(caseFile));
  return copy;
}

/** Everything that the viewer, the commands and the reports read. */
function contentOf(caseFile: CaseFile): unknown {
  const ids = readOrder(caseFile, {}, { sort: 'score', order: 'desc' });
  return {
    pages: ids.map((id) => readCaseImage(caseFile, id)),
    thumbnails: ids.map((id) => readThumbnail(caseFile, id, 'machine')),
    annotations: marksOf(caseFile, 'annotation'),
    bookmarks: marksOf(caseFile, 'bookmark'),
    campaigns: findCampaigns(caseFile),
    folders: readFolders(caseFile),
    counts: countQueue(caseFile, {}),
    progress: readProgress(caseFile),
    figures: figuresOf(caseFile),
    audit: readAudit(caseFile.database, { limit: 10_000 }),
    findings: [...findingLines(caseFile)],
    table: [...csvLines(caseFile)],
  };
}

const shape = (x: number) => ({ kind: 'box', x, y: 2, width: 3, height: 4 });
const place = { srcX: 10.5, srcY: 20.25, zoom: 8 };
const view = { pipeline: 'opencv/linear', width: 224, height: 224 };

test('findings, decisions, notes, annotations and bookmarks come back', async () => {
  const caseFile = newCase();
  addRoots(caseFile, ['/pictures', '/more']);
  const attack = { verdict: 'attack', score: 0.9, sampler: 'opencv/linear' } as const;
  const hidden = { ...attack, machineHash: '00ff00ff00ff00ff' };
  const [a, b, c] = ['a', 'b', 'c'].map((name) =>
    addImage(caseFile, { name: `${name}.png`, ...hidden }),
  );
  addImage(caseFile, { name: 'a.png', folder: '/more', ...hidden });
  decide(caseFile, [a, b], 'confirmed', 'anna');
  addImage(caseFile, { name: 'b.png', engineVersion: '2.0.0' }); // the decision is of an old finding
  signOff(caseFile, a, true, 'ben');
  setNote(caseFile, a, 'erste Notiz – ünïcode \u{1F50D}\n"quoted"', 'anna');
  setNote(caseFile, a, 'by another', 'ben');
  const undone = decide(caseFile, [c], 'ok', 'ben');
  undo(caseFile, undone.change!, 'ben');
  const box = addMark(caseFile, 'annotation', a, {
    shape: shape(1),
    text: 'here',
    view,
    reviewer: 'anna',
  });
  const gone = addMark(caseFile, 'annotation', a, { shape: shape(2), reviewer: 'anna' });
  changeMark(caseFile, 'annotation', box.id, { shape: shape(7), text: 'there', reviewer: 'ben' });
  const bookmark = { name: 'the corner', place, view, annotations: [box.id], note: 'look' };
  addMark(caseFile, 'bookmark', a, { ...bookmark, settings: { lens: true }, reviewer: 'anna' });
  removeMark(caseFile, 'annotation', gone.id, 'anna');
  recordFailure(caseFile, '/pictures/x.png', { code: 'unreadable', message: 'no' }, '1.0.0');

  const copy = await copyOf(caseFile);
  assert.deepEqual(contentOf(copy), contentOf(caseFile));
  const page = readCaseImage(copy, a);
  assert.deepEqual(
    [page.row.decision, page.row.signOff?.reviewer, page.row.places, page.notes.length],
    ['confirmed', 'ben', 2, 2],
  );
  assert.deepEqual(
    page.annotations.map(({ text, reviewer, shape: { x } }) => [text, reviewer, x]),
    [['there', 'ben', 7]],
  );
  assert.deepEqual(
    page.bookmarks.map(({ name, annotations, settings }) => [name, annotations, settings]),
    [['the corner', [box.id], { lens: true }]],
  );
  assert.equal(readCaseImage(copy, b).row.outdated, true);
  assert.equal(readCaseImage(copy, b).findings.length, 2);
  assert.equal(findCampaigns(copy).length, 1);

  // It goes on as the first would have: changes can be taken back, and the log is one.
  undo(copy, page.history[0].change, 'ben');
  decide(copy, [c], 'to-check', 'carla');
  assert.deepEqual((await verifyCase(copy, { originals: false })).problems, []);
  const { head } = figuresOf(caseFile).audit;
  assert.deepEqual((await verifyCase(copy, { originals: false, head })).problems, []);
  copy.close();
  caseFile.close();
});

/** One step of a session; what does not fit where it comes is refused, and changes nothing. */
type Step = { what: number; image: number; value: number; who: string };
const steps = fc.array(
  fc.record({
    what: fc.nat(8),
    image: fc.nat(5),
    value: fc.nat(5),
    who: fc.constantFrom('anna', 'ben', 'Zoë'),
  }),
  { minLength: 5, maxLength: 40 },
);

function take(caseFile: CaseFile, { what, image, value, who }: Step): void {
  const decision = (['ok', 'to-check', 'confirmed', null] as const)[value % 4];
  const body = { shape: shape(value), text: `mark ${value}`, reviewer: who };
  const moves = [
    () =>
      addImage(caseFile, { name: `${image}.png`, folder: `/folder ${value}`, score: value / 10 }),
    () => addImage(caseFile, { name: `${image}.png`, engineVersion: `${value}.0.0` }),
    () => decide(caseFile, [image], decision, who),
    () => setNote(caseFile, image, 'note '.repeat(value), who),
    () => signOff(caseFile, image, value % 2 === 0, who),
    () => undo(caseFile, value + 1, who),
    () => addMark(caseFile, 'annotation', image, body),
    () => addMark(caseFile, 'bookmark', image, { name: `${value}`, place, reviewer: who }),
    () => removeMark(caseFile, value % 2 ? 'annotation' : 'bookmark', image, who),
  ];
  try {
    moves[what]();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
  }
}

test('so does what any session left', async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (session) => {
      const caseFile = newCase();
      addImage(caseFile, { name: 'first.png' });
      for (const step of session) take(caseFile, step);
      const copy = await copyOf(caseFile);
      assert.deepEqual(linesOf(copy), linesOf(caseFile));
      assert.deepEqual(contentOf(copy), contentOf(caseFile));
      assert.deepEqual((await verifyCase(copy, { originals: false })).problems, []);
      copy.close();
      caseFile.close();
    }),
    { seed: 11, numRuns: isInDatabase() ? 4 : 25 },
  );
});
