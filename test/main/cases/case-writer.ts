/** A program that writes images (as many as argued, or until it is killed) into a case, and tells. */
import { openCase } from '../../../main/cases/open-case.ts';
import { countQueue } from '../../../main/cases/queue/queue.ts';
import { decide, setNote } from '../../../main/cases/review/review.ts';
import { addMark } from '../../../main/cases/review/marks.ts';
import { addImage } from './make-case.ts';

const [path, images = 'Infinity'] = process.argv.slice(2);
const caseFile = openCase(path, { mode: 'write', create: true, actor: 'writer' });
const shape = { kind: 'text', x: 1, y: 2 };
for (let i = countQueue(caseFile, {}).total; i < Number(images); i++) {
  const image = addImage(caseFile, { name: `${i}.png`, verdict: 'attack', score: 0.9 });
  process.stdout.write(`${image}\n`);
  decide(caseFile, [image], 'confirmed', 'anna');
  setNote(caseFile, image, 'a note', 'anna');
  addMark(caseFile, 'annotation', image, { shape, text: 'here', reviewer: 'anna' });
}
caseFile.close();
