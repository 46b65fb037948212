/** The routes of case files and their review queue; shared/case-contract says what each gives. */
import { resolve } from 'node:path';
import { Hono } from 'hono';
import * as cases from '../../shared/case-contract.ts';
import { FilterQuery, OrderQuery, PageQuery } from '../../shared/case-queue.ts';
import * as review from '../../shared/case-review.ts';
import { parse, type OpenImage } from '../../shared/contract.ts';
import { UserError } from '../../shared/errors.ts';
import { DEFAULT_DECODE_POLICY, type DecodeLimits, type DecodePolicy } from '../../shared/facts.ts';
import { readAudit } from '../cases/audit.ts';
import { findCampaigns } from '../cases/campaigns.ts';
import { createCaseArchive } from '../cases/case-archive.ts';
import type { CaseFile } from '../cases/case-file.ts';
import { csvLines } from '../cases/finding-lines.ts';
import { readCaseImage, readThumbnail, toldFrame } from '../cases/image-page.ts';
import { addMark, changeMark, marksOf, removeMark } from '../cases/marks.ts';
import { createOpenCases } from '../cases/open-cases.ts';
import { checkOriginal, isOwnPath, originalsOf } from '../cases/originals.ts';
import * as queue from '../cases/queue.ts';
import { setOriginal } from '../cases/queue-row.ts';
import { addRoots, rootsOf } from '../cases/record.ts';
import { decide, setNote, signOff, undo } from '../cases/review.ts';
import { verifyCase } from '../cases/verify.ts';
import type { Thresholds } from '../../shared/verdict/thresholds.ts';
import type { Engines } from '../engine/service.ts';
import { listFiles } from '../scan/list-files.ts';
import { scanFiles } from '../scan/scan-files.ts';
import { engineVersion } from '../package-root.ts';
import { settingsOf } from '../scan/settings.ts';
import { streamEvents } from './event-stream.ts';
import { readQuery } from './query.ts';

export interface CaseRoutesOptions {
  engines: Engines;
  limits: DecodeLimits;
  /** What images are judged by; left out: the built-in thresholds. */
  thresholds?: Thresholds | undefined;
  /** True where cases may be opened, and folders scanned, by their path. */
  openPaths: boolean;
  /** Cases that may be opened in any host: those of the command line. */
  allowed: readonly string[];
  /** Opens an original for the viewer. */
  openOriginal: (path: string, policy: DecodePolicy, signal: AbortSignal) => Promise<OpenImage>;
  readJson: (request: Request) => Promise<unknown>;
}

/** Images that the viewer's own engines examine at once. */
const JOBS = 2;

/** The routes below /api/cases, the open case of an id, and what closes every case. */
export function createCaseRoutes(options: CaseRoutesOptions) {
  const { engines, limits, thresholds, readJson } = options;
  const open = createOpenCases();
  const routes = new Hono({ strict: false });
  const caseOf = (c: { req: { param: (name: 'case') => string } }) => open.get(c.req.param('case'));
  const numberOf = (text: string): number => {
    if (/^[1-9]\d{0,14}$/.test(text)) return Number(text);
    throw new UserError(
      'invalid-argument',
      `Expected a whole number from 1 but received ${JSON.stringify(text.slice(0, 40))}`,
    );
  };

  routes.get('/', (c) => c.json(open.list()));
  routes.post('/', async (c) => {
    const { path, create } = parse(cases.OpenCaseBody, await readJson(c.req.raw));
    const full = resolve(path);
    if (!options.openPaths && !options.allowed.some((known) => resolve(known) === full)) {
      throw new UserError('unreadable', 'This viewer opens only the case it was started with');
    }
    return c.json(await open.open(full, create));
  });
  routes.get('/:case', (c) => c.json(open.summary(c.req.param('case'))));
  routes.delete('/:case', async (c) => {
    await open.close(c.req.param('case'));
    return c.body(null, 204);
  });

  routes.get('/:case/rows', (c) => {
    const query = readQuery(c.req.url);
    const { ids, cursor, limit } = parse(PageQuery, query);
    if (ids !== undefined) return c.json({ rows: queue.readRows(caseOf(c), ids), next: null });
    const filter = parse(FilterQuery, query);
    const order = parse(OrderQuery, query);
    return c.json(queue.readPage(caseOf(c), filter, order, { limit: Number(limit), cursor }));
  });
  routes.get('/:case/order', (c) => {
    const query = readQuery(c.req.url);
    const filter = parse(FilterQuery, query);
    return c.json({ ids: queue.readOrder(caseOf(c), filter, parse(OrderQuery, query)) });
  });
  routes.get('/:case/counts', (c) =>
    c.json(queue.countQueue(caseOf(c), parse(FilterQuery, readQuery(c.req.url)))),
  );
  routes.get('/:case/progress', (c) => c.json(queue.readProgress(caseOf(c))));
  routes.get('/:case/folders', (c) => c.json(queue.readFolders(caseOf(c))));
  routes.get('/:case/campaigns', (c) => c.json(findCampaigns(caseOf(c))));
  routes.get('/:case/audit', (c) => {
    const { before, limit } = parse(cases.AuditQuery, readQuery(c.req.url));
    return c.json(readAudit(caseOf(c).database, { before, limit: Number(limit) }));
  });
  routes.get('/:case/findings.csv', (c) =>
    c.body([...csvLines(caseOf(c))].join(''), 200, { 'content-type': 'text/csv; charset=utf-8' }),
  );

  routes.get('/:case/images/:image', (c) =>
    c.json(readCaseImage(caseOf(c), numberOf(c.req.param('image')))),
  );
  routes.get('/:case/images/:image/thumbnail', (c) => {
    const { view } = parse(cases.ThumbnailQuery, readQuery(c.req.url));
    const picture = readThumbnail(caseOf(c), numberOf(c.req.param('image')), view);
    return c.body(picture.bytes as Uint8Array<ArrayBuffer>, 200, {
      'content-type': picture.mediaType,
      'x-view': picture.view,
      'cache-control': 'no-cache',
    });
  });
  routes.post('/:case/images/:image/open', async (c) => {
    const image = numberOf(c.req.param('image'));
    const asked = parse(cases.OpenOriginalQuery, readQuery(c.req.url));
    const opened = open.run(c.req.param('case'), c.req.raw.signal, async (caseFile, signal) => {
      const [original] = originalsOf(caseFile, image);
      if (original === undefined) queue.readRow(caseFile, image); // throws not-found
      const { state, path, message } = await checkOriginal(original, caseFile.path, signal);
      if (!caseFile.readOnly) setOriginal(caseFile.database, image, state);
      if (path !== null) {
        const { orientation = DEFAULT_DECODE_POLICY.orientation } = asked;
        const { frame = toldFrame(caseFile, image) } = asked;
        return options.openOriginal(path, { orientation, frame }, signal);
      }
      throw new UserError(state === 'changed' ? 'changed' : 'not-found', message!);
    });
    return c.json(await opened);
  });

  routes.post('/:case/decisions', async (c) => {
    const { images, decision, reviewer } = parse(review.DecisionBody, await readJson(c.req.raw));
    return c.json(decide(caseOf(c), images, decision, reviewer));
  });
  routes.post('/:case/notes', async (c) => {
    const { image, text, reviewer } = parse(review.NoteBody, await readJson(c.req.raw));
    return c.json(setNote(caseOf(c), image, text, reviewer));
  });
  routes.post('/:case/sign-offs', async (c) => {
    const { image, agrees, reviewer } = parse(review.SignOffBody, await readJson(c.req.raw));
    return c.json(signOff(caseOf(c), image, agrees, reviewer));
  });
  routes.post('/:case/changes/:change/undo', async (c) => {
    const { reviewer } = parse(review.UndoBody, await readJson(c.req.raw));
    return c.json(undo(caseOf(c), numberOf(c.req.param('change')), reviewer));
  });

  for (const kind of ['annotation', 'bookmark'] as const) {
    routes.get(`/:case/${kind}s`, (c) => c.json(marksOf(caseOf(c), kind)));
    routes.post(`/:case/images/:image/${kind}s`, async (c) => {
      const body = await readJson(c.req.raw);
      return c.json(addMark(caseOf(c), kind, numberOf(c.req.param('image')), body));
    });
    routes.put(`/:case/${kind}s/:id`, async (c) => {
      const body = await readJson(c.req.raw);
      return c.json(changeMark(caseOf(c), kind, numberOf(c.req.param('id')), body));
    });
    routes.delete(`/:case/${kind}s/:id`, (c) => {
      const { reviewer } = parse(review.ReviewerQuery, readQuery(c.req.url));
      removeMark(caseOf(c), kind, numberOf(c.req.param('id')), reviewer);
      return c.body(null, 204);
    });
  }

  routes.post('/:case/verify', (c) => {
    const { id } = open.summary(c.req.param('case'));
    return streamEvents<cases.CaseVerifyEvent>(c.req.raw, async (progress, stopped) => ({
      type: 'result',
      ...(await open.run(id, stopped, (caseFile, signal) =>
        verifyCase(caseFile, { originals: true, progress, signal }),
      )),
    }));
  });
  routes.post('/:case/scan', async (c) => {
    const { paths, jobs = JOBS } = parse(cases.ScanBody, await readJson(c.req.raw));
    if (paths !== undefined && !options.openPaths) {
      throw new UserError('unreadable', 'This viewer scans only the folders the case knows');
    }
    const known = caseOf(c);
    const { own: roots, leftOut: foreign } =
      paths === undefined
        ? ownRootsOf(known)
        : { own: paths.map((path) => resolve(path)), leftOut: [] };
    const decode = { policy: DEFAULT_DECODE_POLICY, limits, thresholds };
    const settings = await settingsOf(decode, null);
    const { id } = open.summary(c.req.param('case'));
    return streamEvents<cases.CaseScanEvent>(c.req.raw, (_, stopped, send) =>
      open.run(id, stopped, async (caseFile, signal) => {
        addRoots(caseFile, roots);
        const files = await listFiles(roots, signal);
        const { total, done, examined, found, failed } = await scanFiles(files, {
          ...{ engines, jobs, decode, view: null, classifiers: [], journal: null, sinks: [] },
          archive: createCaseArchive(caseFile, { engineVersion, settings }),
          onProgress: (tally) => send({ type: 'progress', ...tally }),
          signal,
        });
        const unlisted = files.flatMap(({ path, error }) => (error ? [{ path, error }] : []));
        const leftOut = [...foreign, ...unlisted];
        return { type: 'result', ...{ total, done, examined, found, failed, leftOut } };
      }),
    );
  });
  return { routes, caseOf: (id: string) => open.get(id), close: () => open.closeAll() };
}

/** The most roots that a refusal names. */
const NAMED_ROOTS = 3;

/** The roots of this computer, and the others. Throws UserError `not-found` where all are others. */
function ownRootsOf(caseFile: CaseFile): { own: string[]; leftOut: cases.ScanOutcome['leftOut'] } {
  const roots = rootsOf(caseFile);
  const own = roots.filter((path) => isOwnPath(path, caseFile.path));
  if (own.length > 0 || roots.length === 0) {
    const message = 'no path of this computer, so it was not looked for';
    const error = { code: 'not-found', message } as const;
    const others = roots.filter((path) => !own.includes(path));
    return { own, leftOut: others.map((path) => ({ path, error })) };
  }
  const more = roots.length - NAMED_ROOTS;
  throw new UserError(
    'not-found',
    `What ${caseFile.name} scans are no paths of this computer, and they were not looked for: ` +
      `${roots.slice(0, NAMED_ROOTS).join(', ')}${more > 0 ? ` and ${more} more` : ''}`,
  );
}
