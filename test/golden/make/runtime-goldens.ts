/** What the JavaScript oracles of test/golden/runtimes/ share (runtime_goldens.py for the others). */
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';

export interface Pixels {
  data: Uint8Array;
  width: number;
  height: number;
  channels: number;
}

const here = new URL('.', import.meta.url);

/** One line a case of runtime-sizes.txt: source, size, SHA-256 of what `resize` makes; null leaves it out. */
export async function outputsOf(
  resize: (source: Pixels, width: number, height: number) => Promise<Uint8Array | null>,
): Promise<string[]> {
  const lines: string[] = [];
  const text = readFileSync(new URL('runtime-sizes.txt', here), 'utf8');
  for (const line of text.trim().split('\n')) {
    const [source, ...sizes] = line.split(' ');
    const [, width, height, kind] = /_(\d+)x(\d+)_(\w+)$/.exec(source)!;
    const data = new Uint8Array(readFileSync(new URL(`../sources/${source}.u8`, here)));
    const channels = { gray: 1, rgb: 3, rgba: 4 }[kind]!;
    for (const size of sizes) {
      const [targetWidth, targetHeight] = size.split('x').map(Number);
      const pixels = { data, width: Number(width), height: Number(height), channels };
      const output = await resize(pixels, targetWidth, targetHeight);
      if (output === null) continue;
      const digest = createHash('sha256').update(output).digest('hex');
      const raw = process.env['RAW_OUTPUTS']; // a folder, for looking at what differs
      if (raw !== undefined) writeFileSync(`${raw}/${digest}`, output);
      lines.push(`${source} ${size} ${digest}`);
    }
  }
  return lines;
}

/** The pixels as RGBA, gray three times, opaque where they have no alpha. */
export function toRgba({ data, width, height, channels }: Pixels): Uint8Array {
  const rgba = new Uint8Array(width * height * 4);
  for (let i = 0; i < width * height; i++) {
    for (let c = 0; c < 3; c++) rgba[i * 4 + c] = data[i * channels + (channels === 1 ? 0 : c)];
    rgba[i * 4 + 3] = channels === 4 ? data[i * 4 + 3] : 255;
  }
  return rgba;
}

/** The first `channels` channels of RGBA. */
export function fromRgba(rgba: Uint8Array, channels: number): Uint8Array {
  const data = new Uint8Array((rgba.length / 4) * channels);
  for (let i = 0; i < rgba.length / 4; i++) {
    for (let c = 0; c < channels; c++) data[i * channels + c] = rgba[i * 4 + c];
  }
  return data;
}

/** Writes runtimes/`name`.json and prints what ran. */
export function writeGoldens(
  name: string,
  title: string,
  version: string,
  sets: { sampler: string; outputs: string[] }[],
): void {
  const file = {
    library: name,
    title,
    version,
    sets: sets.map(({ sampler, outputs }) => ({
      sampler,
      transform: 'u8',
      dtype: 'uint8',
      outputs,
    })),
  };
  writeFileSync(new URL(`../runtimes/${name}.json`, here), `${JSON.stringify(file, null, 1)}\n`);
  const count = sets.reduce((sum, { outputs }) => sum + outputs.length, 0);
  process.stdout.write(`${title} ${version} - ${count} outputs\n`);
}
