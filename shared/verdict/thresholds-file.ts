/** A file of thresholds, as `calibrate` writes it and whoever judges reads it. */
import * as v from 'valibot';
import { parseChecked } from '../base/checked-json.ts';
import { UserError } from '../base/errors.ts';
import type { Size } from '../base/raster.ts';
import { DETECTION_VERSION } from './detection-version.ts';
import type { Thresholds } from './thresholds.ts';

export const THRESHOLDS_SCHEMA = 'scalescope/thresholds@1';

/** How many of the files of a folder were flagged, with the 95 % Wilson interval of their share. */
export interface FileRate {
  count: number;
  of: number;
  /** Shares, 0..1. */
  low: number;
  high: number;
}

/** What was asked for, or measured, at each verdict: `suspicious` is suspicious or worse. */
export interface PerVerdict<T> {
  suspicious: T;
  attack: T;
}

export interface ThresholdsFile extends Thresholds {
  schema: typeof THRESHOLDS_SCHEMA;
  /** The detector whose evidence these are thresholds of. */
  detection: number;
  /** The program that made it. */
  version: string;
  /** How many files, each with other bytes, were assessed. */
  files: number;
  /** The false alarms that were aimed at, 0..1. */
  rate: PerVerdict<number>;
  /** What these thresholds flag of the files that they were made from. */
  measured: { search: PerVerdict<FileRate>; view: PerVerdict<FileRate> | null };
  /** The view that the thresholds of views were made from; null: they are the built-in ones. */
  pipeline: ({ id: string } & Partial<Size>) | null;
}

const evidence = v.pipe(v.number('a number'), v.finite('a number that is not infinite'));
const departure = v.pipe(evidence, v.minValue(Number.MIN_VALUE, 'a number above 0'));
const bands = (number: v.GenericSchema<unknown, number>) =>
  v.looseObject({ suspicious: number, attack: number }, 'an object {suspicious, attack}');

/** What reading needs; further fields may come. */
const FileShape = v.looseObject(
  {
    schema: v.literal(THRESHOLDS_SCHEMA, `"${THRESHOLDS_SCHEMA}"`),
    detection: v.pipe(v.number('a whole number from 1'), v.integer('a whole number from 1')),
    search: bands(evidence),
    view: bands(departure),
  },
  `an object of the schema ${THRESHOLDS_SCHEMA}`,
);

/** Thresholds by themselves, as a report holds them. */
export const ThresholdsShape = v.looseObject({ search: bands(evidence), view: bands(departure) });

/**
 * The thresholds in `json`; `name` is what its file is called. Throws UserError `invalid-argument` with
 * what is wrong, also where another detector made them: its evidence has other units.
 */
export function parseThresholds(json: string, name: string): Thresholds {
  const { value, fail } = parseChecked(FileShape, json, name);
  for (const part of ['search', 'view'] as const) {
    const { suspicious, attack } = value[part];
    if (attack < suspicious) {
      fail(
        [part, 'attack'],
        `the threshold for an attack (${attack}) is below the one for suspicious (${suspicious}).`,
      );
    }
  }
  if (value.detection !== DETECTION_VERSION) {
    throw new UserError(
      'invalid-argument',
      `${name} was made with detector ${value.detection}. This is detector ${DETECTION_VERSION}, whose evidence ` +
        'is on another scale. Run calibrate again on the same folder.',
    );
  }
  return { search: twoOf(value.search), view: twoOf(value.view) };
}

function twoOf({ suspicious, attack }: Thresholds['search']): Thresholds['search'] {
  return { suspicious, attack };
}
