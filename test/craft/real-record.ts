/**
 * What real libraries made of the attacks of docs/measurements/craft-fidelity.md, in real-views.json: read where a
 * library is not here, and only of the same attack to the bit.
 */
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import type { RealJob, RealView } from './real-libraries.ts';

/** One view of one attack; SHA-256 of the RGB samples. */
export interface RecordedView {
  sampler: string;
  library: string;
  attack: string;
  view: string;
  /** Its largest difference from the payload, in grey levels. */
  max: number;
}

const PATH = new URL('real-views.json', import.meta.url);

export function readRecord(): RecordedView[] {
  return JSON.parse(readFileSync(PATH, 'utf8')) as RecordedView[];
}

/** Of each job what its library made of it, now or when it was recorded; null: neither. */
export function recordedViews(
  jobs: readonly (RealJob & { payload: Uint8Array })[],
  views: readonly (RealView | null)[],
  known: readonly RecordedView[],
): (RecordedView | null)[] {
  return jobs.map(({ sampler, attack, payload }, i) => {
    const sha256 = sha256Of(attack.data);
    const view = views[i];
    if (view === null) {
      return known.find((one) => one.sampler === sampler && one.attack === sha256) ?? null;
    }
    const max = view.data.reduce(
      (most, value, k) => Math.max(most, Math.abs(value - payload[k])),
      0,
    );
    return { sampler, library: view.library, attack: sha256, view: sha256Of(view.data), max };
  });
}

export function writeRecord(record: readonly RecordedView[]): void {
  writeFileSync(PATH, `[\n${record.map((view) => `  ${JSON.stringify(view)}`).join(',\n')}\n]\n`);
}

export function sha256Of(samples: Uint8Array): string {
  return createHash('sha256').update(samples).digest('hex');
}
