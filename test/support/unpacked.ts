/** What reads packed findings in statements of a test's own connection. */
import type { DatabaseSync } from 'node:sqlite';
import { DICTIONARY_BYTES, PACKING, unpackerOf } from '../../main/cases/store/packing.ts';
import type { Value } from '../../main/cases/store/case-database.ts';

/** Gives the statements of `database` the function `unpacked`, as the program has it. */
export function allowUnpacked(database: DatabaseSync): void {
  const unpack = unpackerOf(new Map([[PACKING, DICTIONARY_BYTES]]));
  database.function('unpacked', { directOnly: true }, (value) => unpack(value as Value));
}
