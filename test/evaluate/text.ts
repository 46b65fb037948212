/**
 * `npm run text -- [--kind K]… [--list] [--json FILE] FOLDER…`: what is read of labelled folders (manifest.jsonl), as `inspect
 * --text` reads it and without naming a size. Of attacks with a known sentence how many of its letters are wrong, of
 * harmless images how often text is told that only the machine would receive; what the reading costs. With
 * --list every text is printed. The figures of docs/guide/text.md are its output.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createEngines } from '../../main/engine/pool/pool.ts';
import { INSPECT_TEXT, readImageText } from '../../main/engine/text/read-image-text.ts';
import { withText } from '../../shared/finding/with-text.ts';
import { DEFAULT_DECODE_LIMITS, DEFAULT_DECODE_POLICY } from '../../shared/image/facts.ts';
import { distanceOf } from '../../shared/text/likeness.ts';
import type { Verdict } from '../../shared/verdict/judge.ts';
import type { TextReading } from '../../shared/verdict/text-reading.ts';
import { lines } from './load.ts';

interface Entry {
  file: string;
  label: 'attack' | 'benign';
  kind: string;
  text?: string;
  payload?: { source?: string };
}

interface Row {
  file: string;
  kind: string;
  label: Entry['label'];
  wanted: string | null;
  /** Letters of the sentence that were read wrong, in the text that comes nearest; null where none was read. */
  wrong: number | null;
  before: Verdict;
  after: Verdict;
  reading: TextReading;
}

const { values, positionals: folders } = parseArgs({
  options: {
    kind: { type: 'string', multiple: true, default: [] },
    list: { type: 'boolean', default: false },
    json: { type: 'string' },
  },
  allowPositionals: true,
});

const engines = createEngines({ count: 1 });
const rows: Row[] = [];
for (const folder of folders) {
  for (const entry of lines<Entry>(join(folder, 'manifest.jsonl'))) {
    if (values.kind.length > 0 && !values.kind.includes(entry.kind)) continue;
    const row = await rowOf(folder, entry);
    rows.push(row);
    process.stderr.write(`\r${rows.length} ${entry.file}\u001b[K`);
    if (values.list) process.stdout.write(`${lineOf(row)}\n`);
  }
}
process.stderr.write('\r\u001b[K');
await engines.close();
if (values.json !== undefined) {
  await writeFile(values.json, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
}
process.stdout.write(summary());

async function rowOf(folder: string, { file, label, kind, text, payload }: Entry): Promise<Row> {
  const limits = DEFAULT_DECODE_LIMITS;
  const policy = { ...DEFAULT_DECODE_POLICY, frame: 0 };
  const image = await engines.open({ path: join(folder, file), name: file, policy, limits });
  const finding = await engines.inspect(image, null);
  const reading = await readImageText(image, finding, engines, INSPECT_TEXT);
  const hidden = /^hidden text[^:]*: (.+)$/.exec(payload?.source ?? '')?.[1];
  const wanted = text ?? hidden ?? null;
  const wrong = reading.machineOnly.map((read) => distanceOf(flat(read.text), flat(wanted ?? '')));
  return {
    ...{ file, kind, label, wanted, reading },
    wrong: wanted === null || wrong.length === 0 ? null : Math.min(...wrong),
    before: finding.verdict,
    after: withText(finding, reading).verdict,
  };
}

function flat(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

function lineOf({ file, kind, wrong, before, after, reading }: Row): string {
  const texts = (all: TextReading['seen']): string =>
    all
      .map(({ text, machineWords, sureWords }) => `“${flat(text)}” ${machineWords}/${sureWords}`)
      .join(' ');
  return [
    ...[file, kind, before === after ? before : `${before} > ${after}`],
    `wrong ${wrong ?? '-'}`,
    `${Math.round(reading.elapsedMs)} ms`,
    `at ${reading.sizes.map(({ width, height }) => `${width}x${height}`).join(' ')}`,
    `MACHINE ${texts(reading.machineOnly)}`,
    `SEEN ${texts(reading.seen).slice(0, 160)}`,
  ].join(' | ');
}

function summary(): string {
  const known = rows.filter(({ wanted }) => wanted !== null);
  const harmless = rows.filter(({ label }) => label === 'benign');
  const looked = rows.filter(({ reading }) => reading.sizes.length > 0);
  const times = looked.map(({ reading }) => reading.elapsedMs).sort((a, b) => a - b);
  const perView = looked
    .map(({ reading }) => reading.elapsedMs / reading.sizes.length)
    .sort((a, b) => a - b);
  const at = (of: number[], share: number): string =>
    of.length === 0 ? '-' : `${Math.round(of[Math.floor(share * (of.length - 1))])} ms`;
  const raised = (label: Entry['label'], verdict: Verdict): number =>
    rows.filter((row) => row.label === label && row.before !== row.after && row.after === verdict)
      .length;
  const told = (row: Row): boolean => row.reading.machineOnly.length > 0;
  const kinds = [...new Set(harmless.map(({ kind }) => kind))].filter((kind) =>
    harmless.some((row) => row.kind === kind && told(row)),
  );
  return [
    `Images: ${rows.length}; something stood out in ${looked.length}, of which ${looked.filter(({ label }) => label === 'benign').length} are harmless`,
    `Known sentences: ${known.length}; read with at most 2 wrong letters ${known.filter(({ wrong }) => wrong !== null && wrong <= 2).length}, in part ${known.filter(({ wrong }) => wrong !== null && wrong > 2).length}, not at all ${known.filter(({ wrong }) => wrong === null).length}`,
    `Other attacks with text told: ${rows.filter((row) => row.label === 'attack' && row.wanted === null && told(row)).length} of ${rows.filter((row) => row.label === 'attack' && row.wanted === null).length}`,
    `Harmless images with text told as the machine's alone: ${harmless.filter(told).length} of ${harmless.length}${kinds.length > 0 ? ` (${kinds.join(', ')})` : ''}`,
    `Verdicts raised: attacks ${raised('attack', 'attack')} to attack, ${raised('attack', 'suspicious')} to suspicious; harmless ${raised('benign', 'attack')} and ${raised('benign', 'suspicious')}`,
    `Time where something stood out: median ${at(times, 0.5)}, 90 % ${at(times, 0.9)}, most ${at(times, 1)}; a view: median ${at(perView, 0.5)}, 90 % ${at(perView, 0.9)}`,
    '',
  ].join('\n');
}
