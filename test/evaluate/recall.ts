/** Recall of the candidate search alone: node recall.ts DIR. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { decode } from '../../main/engine/decode.ts';
import { findCandidates } from '../../shared/detect/candidates.ts';
import { planesOf } from '../../shared/detect/planes.ts';

const dir = process.argv[2];
const rows = readFileSync(process.argv[3] ?? join(dir, 'manifest.jsonl'), 'utf8').trim().split('\n').map((l) => JSON.parse(l));
let hit = 0, any = 0, n = 0, ms = 0;
for (const m of rows) {
  if (m.label !== 'attack' || m.width * m.height > 4e6) continue;
  const bytes = readFileSync(join(dir, m.file));
  const { raster } = await decode(bytes, m.file, { orientation: 'stored', frame: null }, { maxPixels: 1e9 });
  const t = performance.now();
  const c = findCandidates(planesOf(raster)[0], 4);
  ms += performance.now() - t;
  const ok = (k: typeof c[0]) => m.targets.some((t: any) => [[t.w, t.h], [t.eff_w, t.eff_h]].some(([w, h]) => Math.abs(k.columns.size - w) <= 1 && Math.abs(k.rows.size - h) <= 1));
  n++; if (c.length && ok(c[0])) hit++;
  if (c.some(ok)) any++; else console.log('NONE of 4');
  if (!c.length || !ok(c[0])) console.log(m.file, m.kind, m.width, m.height, m.targets.map((t: any) => `${t.w}x${t.h} eff ${t.eff_w}x${t.eff_h} ${t.sampler} r${t.ratio_x}`).join(), c.map((k) => `${k.columns.geometry} ${k.columns.size}x${k.rows.size} z${k.z.toFixed(1)} (${k.combX.toFixed(1)},${k.combY.toFixed(1)}) ${k.origin}`).join(' | '));
}
console.log({ n, hit, any, msPerImage: ms / n });
