/**
 * Figures of the blind detector on a folder: node test/evaluate/evaluate.ts DIR [RESULTS].
 * Reads DIR/manifest.jsonl (see shared corpus README), runs detectBlind on every image and prints
 * AUC, detection rates at 1% and 0.1% false alarms, false alarms at the verdicts, the target size
 * within one pixel, each by kind with Wilson intervals. RESULTS takes one JSON line per image.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { decode } from '../../main/engine/decode.ts';
import { detectBlind } from '../../shared/detect/blind.ts';
import { auc, thresholdAt, wilson } from './figures.ts';

interface Target {
  w: number;
  h: number;
  eff_w?: number;
  eff_h?: number;
}

interface Entry {
  file: string;
  label: 'benign' | 'attack';
  kind: string;
  targets: Target[];
}

interface Result {
  entry: Entry;
  score: number;
  verdict: string;
  targets: { w: number; h: number }[];
  decodeMs: number;
  detectMs: number;
  megapixels: number;
}

const [dir, out] = process.argv.slice(2);
const entries = readFileSync(join(dir, 'manifest.jsonl'), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Entry);
const results: Result[] = [];
for (const entry of entries) results.push(await examineFile(entry));
if (out !== undefined) {
  const line = ({ entry, ...rest }: Result): string =>
    JSON.stringify({ file: entry.file, ...rest });
  writeFileSync(out, `${results.map(line).join('\n')}\n`);
}
report();

async function examineFile(entry: Entry): Promise<Result> {
  const bytes = readFileSync(join(dir, entry.file));
  const start = performance.now();
  const policy = { orientation: 'stored', frame: null } as const;
  const { raster } = await decode(bytes, entry.file, policy, { maxPixels: 400e6 });
  const decoded = performance.now();
  const found = detectBlind(raster);
  return {
    entry,
    score: found.score,
    verdict: found.verdict,
    targets: found.targets.map(({ width, height }) => ({ w: width, h: height })),
    decodeMs: decoded - start,
    detectMs: performance.now() - decoded,
    megapixels: (raster.width * raster.height) / 1e6,
  };
}

function report(): void {
  const benign = results.filter(({ entry }) => entry.label === 'benign');
  const attacks = results.filter(({ entry }) => entry.label === 'attack');
  const scores = benign.map(({ score }) => score);
  const print = (text: string): boolean => process.stdout.write(`${text}\n`);
  print(`${benign.length} benign, ${attacks.length} attacks`);
  print(
    `AUC ${auc(
      scores,
      attacks.map(({ score }) => score),
    ).toFixed(4)}`,
  );
  const one = thresholdAt(scores, 0.01);
  const tenth = thresholdAt(scores, 0.001);
  const lines = (group: Result[]): string =>
    [
      share('at 1%', group.filter(({ score }) => score > one).length, group.length),
      share('at 0.1%', group.filter(({ score }) => score > tenth).length, group.length),
      share('attack', group.filter(({ verdict }) => verdict === 'attack').length, group.length),
      share('flagged', group.filter(({ verdict }) => verdict !== 'clean').length, group.length),
      share('size', group.filter(sizeRight).length, group.length),
    ].join('  ');
  print(`attacks  ${lines(attacks)}`);
  for (const [kind, group] of byKind(attacks)) print(`  ${kind.padEnd(18)} ${lines(group)}`);
  const alarms = (group: Result[]): string =>
    `${share('attack', group.filter(({ verdict }) => verdict === 'attack').length, group.length)}  ` +
    share('flagged', group.filter(({ verdict }) => verdict !== 'clean').length, group.length);
  print(`benign  ${alarms(benign)}`);
  for (const [kind, group] of byKind(benign)) {
    if (group.some(({ verdict }) => verdict !== 'clean'))
      print(`  ${kind.padEnd(18)} ${alarms(group)}`);
  }
  const ratio = results.map(({ detectMs, decodeMs }) => detectMs / decodeMs).sort((a, b) => a - b);
  const times = results.map(({ detectMs }) => detectMs).sort((a, b) => a - b);
  print(
    `time  median ${times[times.length >> 1].toFixed(0)} ms, ${ratio[ratio.length >> 1].toFixed(1)} times the decode`,
  );
}

function byKind(group: Result[]): [string, Result[]][] {
  const kinds = [...new Set(group.map(({ entry }) => entry.kind))].sort();
  return kinds.map((kind) => [kind, group.filter(({ entry }) => entry.kind === kind)]);
}

function sizeRight({ entry, targets }: Result): boolean {
  if (targets.length === 0) return false;
  const [{ w, h }] = targets;
  return entry.targets.some((t) =>
    [
      [t.w, t.h],
      [t.eff_w ?? t.w, t.eff_h ?? t.h],
    ].some(([tw, th]) => Math.abs(w - tw) <= 1 && Math.abs(h - th) <= 1),
  );
}

function share(name: string, k: number, n: number): string {
  const [low, high] = wilson(k, n);
  return `${name} ${k}/${n} [${low.toFixed(3)}, ${high.toFixed(3)}]`;
}
