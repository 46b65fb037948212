/** What one or several returned pictures say of a service, as it is printed, shown and kept. */
import type { Size } from '../../base/raster.ts';
import { findSampler } from '../../resample/catalog.ts';
import { axisTapsOf } from '../../resample/taps/plan.ts';
import type { SamplerClass } from '../read/classes.ts';
import type { ChartReading, ReadVerdict } from '../read/read-chart.ts';
import { turnText } from '../read/returned.ts';
import { isWhole, type Way } from '../read/way.ts';
import type { Decision } from './decide.ts';
import {
  FINGERPRINT_SCHEMA,
  type FileReading,
  type Fingerprint,
  type FingerprintFile,
  type RankedClass,
} from './told.ts';
import { rulesFor, ruleText, type Sized } from './size-rules.ts';
import { reasonsOf } from './words.ts';
import { wayPipeline } from './way-pipeline.ts';

/** The most classes that are told. */
const MOST_TOLD = 8;
const WORST_FIRST: readonly ReadVerdict[] = ['nearest', 'likely', 'exact'];

/** Puts `files` together; `run` says which version read them, and how long it took. */
export function fingerprintOf(
  files: readonly FileReading[],
  run: { version: string; elapsedMs: number },
): Fingerprint {
  const read = files.filter(isRead);
  const ranking = rankedClasses(read.map(({ reading }) => reading));
  const [first] = read;
  const best = ranking.at(0);
  const verdict =
    WORST_FIRST.find((word) => read.some(({ reading }) => reading.verdict === word)) ?? 'none';
  const rules =
    best === undefined || best.ranked.chain.length > 0 ? [] : rulesFor(read.flatMap(sizedOf));
  const [firstRule = null] = rules;
  const names = new Set(best?.ranked.samplers.map(({ id }) => id));
  const models = modelsOf(read);
  const told: Omit<Fingerprint, 'reasons'> = {
    schema: FINGERPRINT_SCHEMA,
    version: run.version,
    verdict,
    files: files.map(fileOf),
    ranking: ranking.slice(0, MOST_TOLD).map(({ ranked }) => ranked),
    models,
    rules: [...new Set(rules.map(ruleText))],
    decides: decisionOf(read, names),
    pipeline:
      first === undefined || best === undefined
        ? null
        : wayPipeline(first.reading, best.way, firstRule),
    isComplete: read.every(({ reading }) => reading.isComplete),
    elapsedMs: run.elapsedMs,
  };
  return { ...told, reasons: reasonsOf(told) };
}

type Read = FileReading & { reading: ChartReading };

function isRead(file: FileReading): file is Read {
  return file.reading !== null && file.reading.verdict !== 'none';
}

function sizedOf({ reading: { classes } }: Read): Sized[] {
  const way = classes[0]?.way;
  if (way === undefined || way.resizes.length > 1) return [];
  const { width, height } = way.cut;
  const { size } = way.resizes[0];
  const kept = Math.max(way.window.width, way.window.height);
  const isCutToShorter = kept === Math.min(size.width, size.height);
  return [{ from: { width, height }, to: size, isCutToShorter }];
}

/** Presets that every file agrees on. */
function modelsOf(read: readonly Read[]): string[] {
  const [first, ...others] = read;
  if (first === undefined) return [];
  return first.models
    .map(({ pipeline }) => pipeline)
    .filter((id) => others.every(({ models }) => models.some(({ pipeline }) => pipeline === id)));
}

/** What decides, without what the other files have decided already. */
function decisionOf(read: readonly Read[], names: ReadonlySet<string>): Decision | null {
  if (names.size < 2 && read.length > 1) return null;
  return read.find(({ decision }) => decision !== null)?.decision ?? null;
}

interface Ranked {
  ranked: RankedClass;
  way: Way;
}

/** Less likely than all that was tried of a file by so much: what was not worth trying. */
const UNTRIED = 30;

/** The samplers by the classes that they are in, over all files: what they have in common is more likely. */
function rankedClasses(readings: readonly ChartReading[]): Ranked[] {
  const ids = new Set(
    readings.flatMap(({ classes }) => classes.flatMap(({ samplers }) => samplers)),
  );
  const groups = new Map<string, { ids: string[]; members: (SamplerClass | undefined)[] }>();
  for (const id of ids) {
    const members = readings.map(({ classes }) =>
      classes.find(({ samplers }) => samplers.includes(id)),
    );
    const key = members
      .map((member, i) => (member === undefined ? '-' : readings[i].classes.indexOf(member)))
      .join(' ');
    const known = groups.get(key);
    if (known === undefined) groups.set(key, { ids: [id], members });
    else known.ids.push(id);
  }
  const scored = [...groups.values()].map(({ ids: samplers, members }) => {
    const logLikelihood = members.reduce(
      (sum, member, i) => sum + (member?.logLikelihood ?? leastOf(readings[i]) - UNTRIED),
      0,
    );
    return { samplers, member: members.find((each) => each !== undefined)!, logLikelihood };
  });
  scored.sort((a, b) => b.logLikelihood - a.logLikelihood);
  const weights = scored.map((each) => Math.exp(each.logLikelihood - scored[0].logLikelihood));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const [{ chart } = { chart: { width: 0, height: 0 } }] = readings;
  return scored.map(({ samplers, member, logLikelihood }, i) => {
    const way =
      member.ways.find(({ resizes }) => resizes.at(-1)!.sampler === samplers[0]) ?? member.way;
    const share = weights[i] / total;
    return { way, ranked: rankedOf(way, samplers, { ...member, logLikelihood, share }, chart) };
  });
}

function leastOf({ classes }: ChartReading): number {
  return Math.min(...classes.map(({ logLikelihood }) => logLikelihood));
}

function rankedOf(
  way: Way,
  samplers: readonly string[],
  { logLikelihood, share, differing, most, rms }: Omit<SamplerClass, 'way' | 'ways' | 'samplers'>,
  chart: Size,
): RankedClass {
  const { size } = way.resizes.at(-1)!;
  return {
    samplers: samplers.map((id) => {
      const { library, method } = findSampler(id);
      return { id, library, method };
    }),
    share,
    logLikelihood,
    cut: isWhole(way.cut, chart) ? null : way.cut,
    chain: way.resizes.slice(0, -1),
    size,
    window: isWhole(way.window, size) ? null : way.window,
    phase: phaseOf(way),
    differing,
    most,
    rms,
  };
}

/** Read off the table along x: the mean place of the taps of two outputs in the middle. */
function phaseOf({ cut, resizes }: Way): RankedClass['phase'] {
  const { sampler, size } = resizes.at(-1)!;
  const { coordinates = 'half_pixel' } = findSampler(sampler);
  const before = resizes.at(-2)?.size ?? cut;
  const shape = {
    width: before.width,
    height: before.height,
    channels: 3,
    dtype: 'uint8',
  } as const;
  const { offsets, indices, weights, dstSize } = axisTapsOf(
    findSampler(sampler).plan(shape, size),
    'x',
  );
  const placeOf = (d: number) => {
    let sum = 0;
    let total = 0;
    for (let k = offsets[d]; k < offsets[d + 1]; k++) {
      sum += weights[k] * (indices[k] + 0.5);
      total += weights[k];
    }
    return sum / total;
  };
  // Edges hold taps that were moved inside.
  const low = Math.floor(dstSize / 4);
  const high = Math.max(low + 1, Math.floor((3 * dstSize) / 4));
  if (high >= dstSize) return { first: placeOf(0), step: before.width / size.width, coordinates };
  const step = (placeOf(high) - placeOf(low)) / (high - low);
  return { first: placeOf(low) - low * step, step, coordinates };
}

function fileOf({ file, sha256, reading }: FileReading): FingerprintFile {
  if (reading === null || reading.verdict === 'none') {
    const returned = reading === null ? null : sizeOf(reading.returned);
    const nothing = { chart: null, shown: null, padding: null, turned: null, channels: null };
    return {
      ...{ file, sha256, verdict: 'none', returned, ...nothing },
      ...{ differing: null, most: null, rms: null },
    };
  }
  const { place, classes } = reading;
  const [{ differing, most, rms }] = classes;
  return {
    file,
    sha256,
    verdict: reading.verdict,
    chart: reading.chart,
    returned: sizeOf(reading.returned),
    shown: {
      x: place.x.from,
      y: place.y.from,
      width: place.x.to - place.x.from,
      height: place.y.to - place.y.from,
    },
    padding: reading.padding,
    turned: turnText(reading.turn),
    channels: reading.channels,
    differing,
    most,
    rms,
  };
}

function sizeOf({ width, height }: Size): Size {
  return { width, height };
}
