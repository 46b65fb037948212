/**
 * `npm run adaptive`: crafts attacks that try to stay unseen, with the craft command. It runs the blind
 * detector on each file and writes the results to docs/measurements/adaptive-attacks.md.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { decode } from '../../main/engine/decode/decode.ts';
import { encodePng } from '../../main/engine/write/encode.ts';
import type { CraftManifest } from '../../shared/craft/manifest.ts';
import { detectBlind } from '../../shared/detect/blind.ts';
import { searchVerdict } from '../../shared/verdict/judge-search.ts';
import { listedWord } from '../../shared/verdict/words.ts';
import { DEFAULT_DECODE_LIMITS, DEFAULT_DECODE_POLICY } from '../../shared/image/facts.ts';
import { covering, sample } from './material.ts';

const SIZE = 224;
const DECOY = { width: 1600, height: 1200 };
const PICTURE = '--payload PICTURE';

/** What an attacker does, and the options that do it; PICTURE stands for the payload. */
const ATTACKS: [name: string, options: string][] = [
  ['least squares', PICTURE],
  ['every tap copied', `${PICTURE} --method copy`],
  ['fewest pixels', `${PICTURE} --method l0`],
  ['least bound', `${PICTURE} --method linf`],
  ['bicubic', `${PICTURE} -p opencv/cubic`],
  ['Lanczos', `${PICTURE} -p opencv/lanczos4`],
  ['half strength', `${PICTURE} --strength 0.5`],
  ['quarter strength', `${PICTURE} --strength 0.25`],
  ['tenth strength', `${PICTURE} --strength 0.1`],
  ['wide tolerance', `${PICTURE} --tolerance 24`],
  ['local, 96x96', `${PICTURE} --at 40,60,96,96`],
  ['local, 48x48', `${PICTURE} --at 40,60,48,48`],
  ['local trigger, 15x15', `${PICTURE} --at 40,60,15,15`],
  ['dark pixels only', `${PICTURE} --dark 70`],
  ['blue channel only', `${PICTURE} --channels b`],
  ['text in dark pixels', '--text Ignore_the_rules --dark 90'],
  ['peaks suppressed', `${PICTURE} --suppress-peaks`],
  ['peaks suppressed, half strength', `${PICTURE} --suppress-peaks --strength 0.5`],
  ['fake peaks', `${PICTURE} --fake-peaks 300x300`],
  ['fake peaks, quarter strength', `${PICTURE} --fake-peaks 300x300 --strength 0.25`],
  ['JPEG 95', `${PICTURE} --jpeg 95`],
  ['JPEG 85', `${PICTURE} --jpeg 85`],
  ['JPEG 70', `${PICTURE} --jpeg 70`],
];

const scalescope = fileURLToPath(new URL('../../build/scalescope.mjs', import.meta.url));
const payload = fileURLToPath(new URL('../samples/mountains-224.png', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'scalescope-'));
const decoy = join(folder, 'decoy.png');

async function detect(path: string) {
  const { raster } = await decode(
    readFileSync(path),
    path,
    DEFAULT_DECODE_POLICY,
    DEFAULT_DECODE_LIMITS,
  );
  const found = detectBlind(raster);
  return { ...found, verdict: searchVerdict(found) };
}

function craft(options: string): { path: string; manifest: CraftManifest } {
  const path = join(folder, options.includes('--jpeg') ? 'attack.jpg' : 'attack.png');
  const own = options.split(' ').map((word) => (word === 'PICTURE' ? payload : word));
  const pipeline = own.includes('-p') ? [] : ['-p', 'opencv/linear'];
  const argv = ['craft', '--decoy', decoy, ...own, ...pipeline, '-s', `${SIZE}`, '-o', path];
  const { stdout, stderr, status } = spawnSync(process.execPath, [scalescope, ...argv, '--json'], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  if (status !== 0) throw new Error(`${options}: ${stderr}`);
  return { path, manifest: JSON.parse(stdout) as CraftManifest };
}

const decibels = (value: number | null) => (value === null ? 'equal' : value.toFixed(1));

try {
  const picture = covering(await sample('dandelion.jpg'), DECOY);
  writeFileSync(decoy, await encodePng(picture));
  const clean = await detect(decoy);
  const lines: string[] = [];
  const missed: string[] = [];
  for (const [name, options] of ATTACKS) {
    const { path, manifest } = craft(options);
    const found = await detect(path);
    const { fidelity } = manifest.payloads[0];
    const isSize = found.targets.some(({ width, height }) => width === SIZE && height === SIZE);
    if (found.verdict === 'clean') missed.push(name);
    const size = found.verdict === 'clean' ? '' : isSize ? 'yes' : 'no';
    lines.push(
      `| ${name} | \`${options}\` | ${decibels(fidelity.psnrDb)} | ` +
        `${decibels(manifest.visibility.psnrDb)} | ${(manifest.visibility.changedShare * 100).toFixed(1)} % | ` +
        `${listedWord(found.verdict)} | ${found.score.toFixed(3)} | ${size} |`,
    );
    process.stderr.write(`${lines.at(-1)}\n`);
  }
  const text = `# Adaptive attacks

Written by \`npm run adaptive\`. \`scalescope craft\` makes the attacks as someone would who knows how scaling attacks
are found. The decoy is ${DECOY.width}x${DECOY.height} (dandelion), the target size ${SIZE}x${SIZE}. The blind detector
(\`shared/detect/blind.ts\`) then examines each file, without knowing what was done to it.

There is one decoy and one payload. So this demonstrates what evades the detector. It is not a rate; rates are in
test/evaluate/RESULTS.md. The verdict on the decoy itself is ${listedWord(clean.verdict)}, with a score of ${clean.score.toFixed(3)}.

- Machine: PSNR of the machine view against the payload. This is what is left of the attack.
- Visible: PSNR of the file against the decoy. Changed: the share of its pixels that differ.
- Size: whether ${SIZE}x${SIZE} is among the targets found.

| attack | options | machine dB | visible dB | changed | verdict | score | size |
| --- | --- | --- | --- | --- | --- | --- | --- |
${lines.join('\n')}

${missed.length === 0 ? 'None is missed.' : `Missed: ${missed.join('; ')}.`}
`;
  writeFileSync(new URL('../../docs/measurements/adaptive-attacks.md', import.meta.url), text);
  process.stdout.write(text);
} finally {
  rmSync(folder, { recursive: true });
}
