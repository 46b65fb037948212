/** Recall of the candidate search alone, up to 4 MP: node test/evaluate/recall.ts DIR. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { decode } from '../../main/engine/decode/decode.ts';
import type { Candidate } from '../../shared/detect/search/candidate.ts';
import { findCandidates } from '../../shared/detect/search/candidates.ts';
import { withWasm } from '../../shared/detect/kernels/wasm.ts';
import { openPlanes } from '../../shared/detect/lattice/plane.ts';
import { isTarget, lines, type Entry } from './load.ts';
import { print } from './print.ts';

const dir = process.argv[2];
const policy = { orientation: 'stored', frame: null } as const;
let [images, first, any, elapsed] = [0, 0, 0, 0];
for (const entry of lines<Entry>(join(dir, 'manifest.jsonl'))) {
  if (entry.label !== 'attack' || entry.width * entry.height > 4e6) continue;
  const bytes = readFileSync(join(dir, entry.file));
  const { raster } = await decode(bytes, entry.file, policy, { maxPixels: 400e6 });
  const start = performance.now();
  const { candidates } = withWasm((wasm) => findCandidates(wasm, openPlanes(wasm, raster), 4));
  elapsed += performance.now() - start;
  const right = candidates.map((c) =>
    isTarget({ w: c.single.columns.size, h: c.single.rows.size }, entry.targets),
  );
  images++;
  if (right[0]) first++;
  if (right.includes(true)) any++;
  if (!right[0]) print(`${entry.file} ${entry.kind}: ${candidates.map(text).join(', ')}`);
}
print(`${first} first, ${any} kept, of ${images}; ${(elapsed / images).toFixed(0)} ms each`);

function text({ single: { columns, rows }, z, combX, combY, standout }: Candidate): string {
  const combs = `${combX.toFixed(1)}, ${combY.toFixed(1)}`;
  return `${columns.geometry} ${columns.size}x${rows.size} z ${z.toFixed(1)} combs ${combs} tile ${standout.tile.toFixed(0)}`;
}
