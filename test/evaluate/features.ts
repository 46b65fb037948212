/** Writes candidates and measures of every image: node features.ts DIR MANIFEST OUT PART/PARTS. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { decode } from '../../main/engine/decode.ts';
import { findCandidates } from '../../shared/detect/candidates.ts';
import { measure } from '../../shared/detect/measures.ts';
import { planesOf } from '../../shared/detect/planes.ts';
import { sampleSupergrid } from '../../shared/detect/supergrid.ts';

const [dir, manifest, out, part] = process.argv.slice(2);
const [index, parts] = part.split('/').map(Number);
const rows = readFileSync(manifest, 'utf8').trim().split('\n').map((l) => JSON.parse(l));
const lines: string[] = [];
let tc = 0, tm = 0;
for (let i = index; i < rows.length; i += parts) {
  const m = rows[i];
  if (m.width * m.height > 4e6) continue;
  const { raster } = await decode(readFileSync(join(dir, m.file)), m.file, { orientation: 'stored', frame: null }, { maxPixels: 1e9 });
  const t0 = performance.now();
  const planes = planesOf(raster);
  const candidates = findCandidates(planes[0], 4);
  const t1 = performance.now();
  const found = candidates.map((c) => ({
    w: c.columns.size, h: c.rows.size, geometry: c.columns.geometry, length: [c.columns.length, c.rows.length], period: [c.columns.period, c.rows.period],
    combX: c.combX, combY: c.combY, z: c.z, whole: c.whole, contrast: c.contrast, origin: c.origin,
    planes: planes.map((p) => ({ name: p.name, ...measure(sampleSupergrid(p, c.columns, c.rows)) })),
  }));
  const t2 = performance.now();
  tc += t1 - t0; tm += t2 - t1;
  lines.push(JSON.stringify({ file: m.file, candidates: found, ms: [t1 - t0, t2 - t1] }));
}
writeFileSync(out, `${lines.join('\n')}\n`);
console.log({ n: lines.length, search: tc / lines.length, measure: tm / lines.length });
