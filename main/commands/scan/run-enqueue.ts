/** `scalescope scan --fleet`: puts what is to be scanned into a fleet's queue. */
import { basename } from 'node:path';
import { UserError } from '../../../shared/base/errors.ts';
import { printable } from '../../../shared/base/printable.ts';
import { shownName } from '../../base/byte-path.ts';
import { engineVersion } from '../../base/package-root.ts';
import { endListing, enqueue, positionOf, type EnqueueOptions } from '../../fleet/enqueue.ts';
import { openFleet, type Fleet } from '../../fleet/fleet.ts';
import { beginRun, type Run, type RunHow } from '../../fleet/runs.ts';
import { folderSources, listBucket, listFolders } from '../../fleet/sources/list-sources.ts';
import type { S3Description, SourceDescription } from '../../fleet/sources/source.ts';
import { inSpan, startTracing } from '../../fleet/trace.ts';
import type { LeftOut } from '../../scan/list-files.ts';
import { leftText } from '../../scan/scan-summary.ts';
import { statusLine, type CommandIo } from '../../terminal/io.ts';
import { addressOf, type FleetOptions, type PlaceOptions } from '../fleet/fleet-options.ts';
import type { ScanCommandOptions } from './run-scan.ts';
import { examinationOf, expandList } from './scan-input.ts';

export interface EnqueueCommandOptions extends FleetOptions, PlaceOptions {
  /** Images that may wait before listing does too. */
  mostWaiting: number;
  perJob: number;
  /** Seconds without a sign of life after which a job goes to another worker. */
  heartbeat: number;
}

/** Options of a scan that a fleet does otherwise, and what to do instead. */
const ELSEWHERE: [keyof ScanCommandOptions, string][] = [
  [
    'jsonl',
    '--jsonl is not for a fleet. "scalescope fleet case" makes a case of it, and "case export" lists.',
  ],
  [
    'csv',
    '--csv is not for a fleet. "scalescope fleet case" makes a case of it, and "case export" tables.',
  ],
  ['case', '--case is not for a fleet. "scalescope fleet case" makes a case of it.'],
  ['resume', '--resume is not for a fleet: the same command goes on by itself.'],
  ['watch', '--watch is not for a fleet. Give the same command again to add what is new.'],
  [
    'hashes',
    '--hashes is not for a fleet. Make a case of it, and scan the folder with --case and --hashes.',
  ],
  ['jobs', '--jobs is an option of "scalescope worker".'],
];

/** Enqueues `paths`. Returns 0; 2 where some could not be listed. */
export async function enqueueScan(
  paths: string[],
  options: ScanCommandOptions & EnqueueCommandOptions,
  io: CommandIo,
): Promise<number> {
  for (const [name, sentence] of ELSEWHERE) {
    if (options[name] !== undefined) throw new UserError('invalid-argument', sentence);
  }
  if ((options.knownGood?.length ?? 0) + (options.knownBad?.length ?? 0) > 0) {
    throw new UserError(
      'invalid-argument',
      'Lists of known files are not for a fleet. Make a case of it, and scan the folder with --case and the lists: ' +
        'what the case has is not examined again.',
    );
  }
  const { sources, folders } = await sourcesOf(paths, options, io);
  const { decode, view, text, settings } = await examinationOf(options);
  const how: RunHow = { decode, view, text, classifiers: options.labels, inside: options.inside };
  const fleet = await openFleet(addressOf(options), { application: 'scalescope scan' });
  const endTracing = await startTracing('scalescope-scan');
  const status = statusLine(io);
  try {
    const run = await beginRun(fleet, {
      ...{ name: options.run ?? nameOf(sources[0]), engineVersion, settings, how, sources },
      ...{ perJob: options.perJob, heartbeatSeconds: options.heartbeat },
    });
    const { listed, added, left } = await inSpan('fleet.scan', { run: run.name }, null, () =>
      list(fleet, run, folders, options, {
        ...{ mostWaiting: options.mostWaiting, signal: io.signal ?? new AbortController().signal },
        onProgress: (count, isWaiting) =>
          status.show(`listed ${count}${isWaiting ? ', waiting for workers' : ''}`),
        onOutage: (error) => void io.stderr.write(`${outageText(error)}\n`),
      }),
    );
    status.clear();
    io.stdout.write(`${printable(summaryOf(run, listed, added))}${leftText(left)}\n`);
    return 0;
  } finally {
    status.clear();
    await endTracing?.();
    await fleet.close();
  }
}

function outageText(error: Error | null): string {
  return error === null ? 'PostgreSQL answers again.' : `${error.message} The listing waits.`;
}

/** Where the images are: folders first, then buckets. */
async function sourcesOf(
  paths: readonly string[],
  options: ScanCommandOptions & EnqueueCommandOptions,
  io: CommandIo,
): Promise<{ sources: SourceDescription[]; folders: string[] }> {
  const given = await expandList(paths, options, io);
  const isBucket = (path: string): boolean => path.startsWith('s3://');
  const folders = given.filter((path) => !isBucket(path));
  const buckets: S3Description[] = [];
  for (const address of given.filter(isBucket)) {
    const { parseS3 } = await import('../../fleet/sources/s3-source.ts');
    buckets.push(parseS3(address, options.s3Endpoint));
  }
  const sources = [...folderSources(folders, options.mount ?? new Map()), ...buckets];
  if (sources.length === 0) throw new UserError('invalid-argument', 'There is nothing to scan.');
  return { sources, folders };
}

interface Listed {
  listed: number;
  added: number;
  left: LeftOut;
}

async function list(
  fleet: Fleet,
  run: Run,
  folders: readonly string[],
  { mount = new Map(), followLinks }: ScanCommandOptions & EnqueueCommandOptions,
  options: EnqueueOptions,
): Promise<Listed> {
  const position = await positionOf(fleet, run);
  const count: Listed = { listed: 0, added: 0, left: { links: 0, special: 0 } };
  const add = async (
    pages: Parameters<typeof enqueue>[2],
    after: Parameters<typeof enqueue>[3],
  ) => {
    const before = count.listed;
    const onProgress = (listed: number, isWaiting: boolean): void => {
      count.listed = before + listed;
      options.onProgress?.(count.listed, isWaiting);
    };
    count.added += await enqueue(fleet, run, pages, after, { ...options, onProgress });
  };
  const folderList = run.sources.filter((source) => source.kind === 'folder');
  if (folderList.length > 0) {
    const { signal } = options;
    const { pages, left } = await listFolders(folders, folderList, {
      mounts: mount,
      followLinks,
      signal,
    });
    count.left = left;
    await add(pages, () => null);
  }
  const { done } = position;
  for (const source of run.sources) {
    if (source.kind !== 's3' || done.includes(source.name)) continue;
    const after = position.source === source.name ? (position.after ?? null) : null;
    await add(listBucket(source, after, options.signal), ({ after: last }) => ({
      ...{ done: [...done], source: source.name },
      ...(last !== null && { after: last }),
    }));
    done.push(source.name);
  }
  await endListing(fleet, run, options);
  return count;
}

function summaryOf(run: Run, listed: number, added: number): string {
  if (listed === 0) {
    const places = run.sources.map(({ name }) => name).join(', ');
    return `No file was found in ${places}: the run ${run.name} has nothing to examine.`;
  }
  const files = (count: number): string => (count === 1 ? '1 file' : `${count} files`);
  const fresh = added === listed ? '' : ` (${added} new)`;
  return `Run ${run.name}: ${files(listed)} listed${fresh}. "scalescope worker" examines them, "scalescope fleet" shows how far.`;
}

/** What a run is called where nobody says: what its first source is. */
function nameOf(source: SourceDescription): string {
  if (source.kind === 's3') return source.name.slice('s3://'.length).replace(/\/+$/, '');
  return basename(source.given[0]) || shownName(source.name) || 'scan';
}
