/** A case of small images with pictures of both scales, as a scan keeps them. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { recordFinding } from '../../main/cases/record.ts';
import { addRoots } from '../../main/cases/record.ts';
import { examined, newCase } from '../main/cases/make-case.ts';

const WIDTH = 240;
const HEIGHT = 180;

/** A striped picture, green for people; of the machine in red and blue. */
function stripes(of: 'human' | 'machine', at: number, width = WIDTH, height = HEIGHT): Uint8Array {
  const data = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const isOn = (Math.floor(x / 6) + Math.floor(y / (6 + (at % 5)))) % 2 === 0;
      const color =
        of === 'human' ? [40, isOn ? 200 : 120, 60 + at] : isOn ? [230, 20, 20] : [20, 20, 230];
      data.set(color, (y * width + x) * 3);
    }
  }
  return data;
}

/** Makes a case in `folder` of `count` images there, the first ones attacks; gives its path. */
export async function makeReviewCase(folder: string, count: number): Promise<string> {
  const path = join(folder, 'review.case');
  const caseFile = newCase(path);
  addRoots(caseFile, [folder]);
  const raw = { width: WIDTH, height: HEIGHT, channels: 3 } as const;
  for (let at = 0; at < count; at++) {
    const name = `image-${String(at).padStart(2, '0')}.png`;
    const file = join(folder, name);
    await sharp(stripes('human', at), { raw }).png().toFile(file);
    const bytes = readFileSync(file);
    const isAttack = at < count / 2;
    const made = examined({
      ...{ name, folder, width: WIDTH, height: HEIGHT },
      verdict: isAttack ? 'attack' : 'clean',
      score: 1 - at / (2 * count),
      sampler: isAttack ? 'opencv/nearest' : null,
    });
    const thumbnail = async (of: 'human' | 'machine') => ({
      ...made.pictures[of === 'human' ? 0 : 1],
      width: 120,
      height: 90,
      bytes: new Uint8Array(
        await sharp(stripes(of, at, 120, 90), { raw: { width: 120, height: 90, channels: 3 } })
          .webp({ lossless: true })
          .toBuffer(),
      ),
    });
    recordFinding(caseFile, {
      ...made,
      pictures: [await thumbnail('human'), await thumbnail('machine')],
      finding: {
        ...made.finding,
        sha256: createHash('sha256').update(bytes).digest('hex'),
        bytes: bytes.length,
        targets: made.finding.targets.map((target) => ({ ...target, width: 60, height: 45 })),
      },
    });
  }
  caseFile.close();
  return path;
}
