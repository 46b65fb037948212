/** `scalescope case assign`, `sample`, `agreement`, `exposure` and `limits`: the people who review a case. */
import type { QueueFilter } from '../../../shared/case/case-queue.ts';
import { sameReviewer, type Exposure, type Rules } from '../../../shared/case/case-people.ts';
import { UserError } from '../../../shared/base/errors.ts';
import {
  printableJson,
  printableLines,
  withoutUnprintable,
} from '../../../shared/base/printable.ts';
import { openCase } from '../../cases/open-case.ts';
import type { CaseFile } from '../../cases/store/case-file.ts';
import { readOrder } from '../../cases/queue/queue.ts';
import { agreementOf } from '../../cases/review/looks-told.ts';
import { assign, drawSample } from '../../cases/review/second-looks.ts';
import { exposureOf, rulesOf, setRules, viewersOf } from '../../cases/review/views.ts';
import type { CommandIo } from '../../terminal/io.ts';

async function withCase<T>(
  path: string,
  mode: 'read' | 'write',
  work: (caseFile: CaseFile) => T,
): Promise<T> {
  const caseFile = openCase(path, { mode });
  try {
    return await work(caseFile);
  } finally {
    caseFile.close();
  }
}

export interface CaseAssignOptions extends QueueFilter {
  to: string[];
}

/** Gives the images that match to reviewers in turn, most suspicious first. */
export function caseAssign(path: string, { to, ...filter }: CaseAssignOptions, io: CommandIo) {
  return withCase(path, 'write', (caseFile) => {
    const ids = readOrder(caseFile, filter, { sort: 'score', order: 'desc' });
    if (ids.length === 0) {
      io.stderr.write('No image of the case matches.\n');
      return 0;
    }
    const given = assign(caseFile, ids, namesOf(to));
    io.stdout.write(printableLines(given.map((to) => `${to.reviewer}: ${to.images} images`)));
    return 0;
  });
}

export interface CaseSampleOptions {
  share: number;
  to: string[];
  seed: string;
}

/** Draws a sample of what was decided OK for a second look. */
export function caseSample(path: string, options: CaseSampleOptions, io: CommandIo) {
  const { share, to, seed } = options;
  return withCase(path, 'write', (caseFile) => {
    const drawn = drawSample(caseFile, { share, seed, reviewers: namesOf(to) });
    const lines = namesOf(to).map((name) => {
      const count = drawn.filter(({ reviewer }) => reviewer === name).length;
      return `${name}: ${count} images for a second look`;
    });
    io.stdout.write(printableLines(lines));
    return 0;
  });
}

/** Prints how often second looks agreed with the decisions they came after. */
export function caseAgreement(path: string, { json }: { json?: true }, io: CommandIo) {
  return withCase(path, 'read', (caseFile) => {
    const told = agreementOf(caseFile);
    if (json) {
      io.stdout.write(`${printableJson(told, 2)}\n`);
      return 0;
    }
    for (const { reviewer, second, looks, agreed, disagreed } of told) {
      const percent = Math.round((100 * agreed) / looks);
      const lines = disagreed.map(
        (on) => `  ${on.name}: ${reviewer} says ${on.decision}, ${second} says ${on.second}`,
      );
      const line = `${second} agrees with ${reviewer} on ${agreed} of ${looks} (${percent} %)`;
      io.stdout.write(printableLines([line, ...lines]));
    }
    if (told.length === 0) io.stdout.write('Nobody has looked a second time yet.\n');
    return 0;
  });
}

/** Prints what each reviewer was exposed to. */
export function caseExposure(
  path: string,
  { json, day }: { json?: true; day?: string },
  io: CommandIo,
) {
  return withCase(path, 'read', (caseFile) => {
    const told = viewersOf(caseFile).map((reviewer) => exposureOf(caseFile, reviewer, day));
    if (json) io.stdout.write(`${printableJson(told, 2)}\n`);
    else io.stdout.write(printableLines(told.map(exposureText)));
    if (!json && told.length === 0) io.stdout.write('Nobody has looked at an image yet.\n');
    return 0;
  });
}

function exposureText({ reviewer, alsoWritten = [], day, all, limits }: Exposure): string {
  const also = alsoWritten.map((name) => JSON.stringify(name)).join(', ');
  const who = also === '' ? reviewer : `${reviewer} (also written ${also})`;
  const of = (limit: number | null) => (limit === null ? '' : ` of ${limit}`);
  return (
    `${who}: that day ${day.images} images, ${day.reveals}${of(limits.reveals)} reveals, ` +
    `${day.minutes.toFixed(1)}${of(limits.minutes)} minutes; in all ${all.images} images, ` +
    `${all.reveals} reveals, ${all.minutes.toFixed(1)} minutes`
  );
}

/** Sets what a reviewer may see in a day, and prints the limits; `none` takes one away. */
export function caseLimits(path: string, given: Partial<Rules>, io: CommandIo) {
  const isAsked = Object.keys(given).length === 0;
  return withCase(path, isAsked ? 'read' : 'write', (caseFile) => {
    if (!isAsked) setRules(caseFile, given);
    const { reveals, minutes } = rulesOf(caseFile);
    const lines = [
      `reveals a day: ${reveals ?? 'no limit'}`,
      `minutes a day: ${minutes ?? 'no limit'}`,
    ];
    io.stdout.write(printableLines(lines));
    return 0;
  });
}

function namesOf(to: readonly string[]): string[] {
  const names = to.map((name) => withoutUnprintable(name).trim()).filter((name) => name !== '');
  const people = names.filter((name, i) => names.findIndex((one) => sameReviewer(one, name)) === i);
  if (people.length > 0) return people;
  throw new UserError('invalid-argument', 'Name at least one reviewer with --to.');
}
