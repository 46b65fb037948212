/**
 * Goldens of pica: `node pica.ts FOLDER`, a folder in which `npm install pica` was run. Its JavaScript and its
 * WebAssembly have to agree.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { fromRgba, outputsOf, toRgba, writeGoldens } from './runtime-goldens.ts';

interface Pica {
  resizeBuffer: (options: object) => Promise<Uint8Array>;
  init: () => Promise<unknown>;
}

const folder = resolve(process.argv[2]);
const pica = createRequire(join(folder, 'package.json'))('pica') as (options: object) => Pica;
const packageFile = join(folder, 'node_modules/pica/package.json');
const { version } = JSON.parse(readFileSync(packageFile, 'utf8')) as { version: string };

async function outputsBy(feature: 'js' | 'wasm', filter: string): Promise<string[]> {
  const resizer = pica({ features: [feature] });
  await resizer.init();
  return outputsOf(async (source, toWidth, toHeight) => {
    const { width, height, channels } = source;
    const src = toRgba(source);
    const options = { src, width, height, toWidth, toHeight, filter };
    return fromRgba(await resizer.resizeBuffer(options), channels);
  });
}

const sets: { sampler: string; outputs: string[] }[] = [];
for (const filter of ['box', 'hamming', 'lanczos2', 'lanczos3', 'mks2013']) {
  const outputs = await outputsBy('js', filter);
  assert.deepEqual(await outputsBy('wasm', filter), outputs, `${filter}: wasm is not js`);
  sets.push({ sampler: `pica/${filter}`, outputs });
}
writeGoldens('pica', `pica ${version}`, `${version}, js and wasm, Node ${process.version}`, sets);
