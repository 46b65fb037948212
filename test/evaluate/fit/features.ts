/** Writes what is measured of every image: node features.ts DIR MANIFEST OUT PART/PARTS. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { decode } from '../../../main/engine/decode/decode.ts';
import { examineClosely } from '../../../shared/detect/examine.ts';
import { withWasm } from '../../../shared/detect/kernels/wasm.ts';
import { openPlanes } from '../../../shared/detect/lattice/plane.ts';
import { lines, type Entry } from '../load.ts';
import { print } from '../print.ts';

const [dir, manifest, out, part] = process.argv.slice(2);
const [index, parts] = part.split('/').map(Number);
const rows = lines<Entry>(manifest);
const written: string[] = [];
let total = 0;
for (let i = index; i < rows.length; i += parts) {
  const m = rows[i];
  if (m.width * m.height > 13e6) continue;
  const { raster } = await decode(
    readFileSync(join(dir, m.file)),
    m.file,
    { orientation: 'stored', frame: null },
    { maxPixels: 1e9 },
  );
  const start = performance.now();
  const instances = withWasm((wasm) => examineClosely(wasm, openPlanes(wasm, raster), raster)).map(
    (e) => ({
      w: e.columns.size,
      h: e.rows.size,
      plane: `${e.plane}${e.columns.taps}`,
      geometry: e.columns.geometry,
      x: e.inputs.map((v) => Number(v.toPrecision(6))),
    }),
  );
  total += performance.now() - start;
  written.push(JSON.stringify({ file: m.file, instances }));
}
writeFileSync(out, `${written.join('\n')}\n`);
print(`${written.length} images, ${(total / written.length).toFixed(0)} ms each`);
