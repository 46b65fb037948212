/** What answers the routes of case files and their queue. */
import { CASE_ROUTES } from '../../shared/api/routes/case-routes.ts';
import type { OpenImage } from '../../shared/api/contract.ts';
import { UserError } from '../../shared/base/errors.ts';
import {
  DEFAULT_DECODE_POLICY,
  type DecodeLimits,
  type DecodePolicy,
} from '../../shared/image/facts.ts';
import { readAudit } from '../cases/store/audit.ts';
import { findCampaigns } from '../cases/campaigns.ts';
import type { CaseFile } from '../cases/store/case-file.ts';
import { csvLines } from '../cases/finding-lines.ts';
import { readCaseImage, readThumbnail, toldPicture } from '../cases/review/image-page.ts';
import { newsAsFar } from '../cases/news.ts';
import { rememberedPathOf } from '../cases/open-case.ts';
import { keepToken } from '../cases/team/credentials.ts';
import { createOpenCases } from '../cases/open-cases.ts';
import { checkOriginal, originalsOf } from '../cases/originals.ts';
import * as queue from '../cases/queue/queue.ts';
import { setOriginal } from '../cases/queue/queue-row.ts';
import { anchoringBeside } from '../cases/anchor/check-anchors.ts';
import { ownTrust } from '../keys/own-trust.ts';
import { verifyCase } from '../cases/verify-case.ts';
import type { Thresholds } from '../../shared/verdict/thresholds.ts';
import type { Engines } from '../engine/pool/engines.ts';
import { hashWith } from '../engine/pool/hash-inside.ts';
import type { Tally } from '../scan/progress-line.ts';
import type { Bind } from './bind.ts';
import { scanIntoCase, scanRootsOf } from './case-scan.ts';
import { numberOf } from './row-number.ts';

export interface CaseRoutesOptions {
  engines: Engines;
  limits: DecodeLimits;
  /** What images are judged by; left out: the built-in thresholds. */
  thresholds?: Thresholds | undefined;
  /** True where cases may be opened, and folders scanned, by their path. */
  openPaths: boolean;
  /** Cases that may be opened in any host: those of the command line. */
  allowed: readonly string[];
  /** Says on the terminal how cases are open; default: nothing is said. */
  tell?: ((sentence: string) => void) | undefined;
  /** Opens an original for the viewer. */
  openOriginal: (path: string, policy: DecodePolicy, signal: AbortSignal) => Promise<OpenImage>;
}

/** Images that the viewer's own engines examine at once. */
const JOBS = 2;

/** The open cases of one API: what binds their routes, finds one and closes all. */
export function createCases(options: CaseRoutesOptions) {
  const open = createOpenCases(options.tell);
  const caseOf = (id: string): CaseFile => open.get(id);
  return {
    caseOf,
    close: () => open.closeAll(),
    bind(bind: Bind): void {
      bindFiles(bind, open, options);
      bindQueue(bind, caseOf);
      bindCaseImages(bind, open, options);
      bindWork(bind, open, options);
    },
  };
}

type OpenCases = ReturnType<typeof createOpenCases>;

function bindFiles(bind: Bind, open: OpenCases, options: CaseRoutesOptions): void {
  bind(CASE_ROUTES.cases, () => open.list());
  bind(CASE_ROUTES.openCase, ({ body: { path, create, token } }) => {
    const full = rememberedPathOf(path);
    if (!options.openPaths && !options.allowed.some((known) => rememberedPathOf(known) === full)) {
      throw new UserError('unreadable', 'This viewer opens only the case that it was started with');
    }
    if (token !== undefined) keepToken(full, token);
    return open.open(full, create);
  });
  bind(CASE_ROUTES.case, ({ params }) => open.summary(params.case));
  bind(CASE_ROUTES.caseNews, ({ params, query }) => {
    const { readOnly } = open.renewed(params.case);
    return newsAsFar(open.get(params.case), Number(query.after), readOnly);
  });
  bind(CASE_ROUTES.closeCase, ({ params }) => open.close(params.case));
}

function bindQueue(bind: Bind, caseOf: (id: string) => CaseFile): void {
  bind(CASE_ROUTES.rows, ({ params, query }) => {
    const caseFile = caseOf(params.case);
    const { ids, cursor, limit, sort, order, ...filter } = query;
    if (ids !== undefined) return { rows: queue.readRows(caseFile, ids), next: null };
    return queue.readPage(caseFile, filter, { sort, order }, { limit: Number(limit), cursor });
  });
  bind(CASE_ROUTES.order, ({ params, query: { sort, order, ...filter } }) => ({
    ids: queue.readOrder(caseOf(params.case), filter, { sort, order }),
  }));
  bind(CASE_ROUTES.counts, ({ params, query }) => queue.countQueue(caseOf(params.case), query));
  bind(CASE_ROUTES.progress, ({ params }) => queue.readProgress(caseOf(params.case)));
  bind(CASE_ROUTES.folders, ({ params }) => queue.readFolders(caseOf(params.case)));
  bind(CASE_ROUTES.campaigns, ({ params }) => findCampaigns(caseOf(params.case)));
  bind(CASE_ROUTES.audit, ({ params, query: { before, limit } }) =>
    readAudit(caseOf(params.case).database, { before, limit: Number(limit) }),
  );
  bind(CASE_ROUTES.findingsTable, ({ params }) => {
    const headers = { 'content-type': 'text/csv; charset=utf-8' };
    const caseFile = caseOf(params.case);
    const table = caseFile.database.atOneMoment(() => [...csvLines(caseFile)].join(''));
    return new Response(table, { headers });
  });
}

function bindCaseImages(bind: Bind, open: OpenCases, options: CaseRoutesOptions): void {
  bind(CASE_ROUTES.caseImage, ({ params }) =>
    readCaseImage(open.get(params.case), numberOf(params.image)),
  );
  bind(CASE_ROUTES.thumbnail, ({ params, query }) => {
    const picture = readThumbnail(open.get(params.case), numberOf(params.image), query.view);
    return new Response(picture.bytes as Uint8Array<ArrayBuffer>, {
      headers: {
        'content-type': picture.mediaType,
        'x-view': picture.view,
        'cache-control': 'no-cache',
      },
    });
  });
  bind(CASE_ROUTES.openOriginal, ({ params, query, signal: asked }) => {
    const image = numberOf(params.image);
    return open.run(params.case, asked, async (caseFile, signal) => {
      const [original] = originalsOf(caseFile, image);
      if (original === undefined) queue.readRow(caseFile, image); // throws not-found
      const { state, path, message } = await checkOriginal(
        original,
        caseFile.path,
        signal,
        hashWith(options.engines, options.limits),
      );
      if (!caseFile.readOnly) setOriginal(caseFile.database, image, state);
      if (path !== null) {
        const { orientation = DEFAULT_DECODE_POLICY.orientation } = query;
        const told = toldPicture(caseFile, image);
        // Of another picture than the finding is of no frame is known.
        const { item = query.frame === undefined ? told.item : undefined } = query;
        const { frame = item === told.item ? told.frame : null } = query;
        return options.openOriginal(path, { orientation, frame, item }, signal);
      }
      throw new UserError(state === 'changed' ? 'changed' : 'not-found', message!);
    });
  });
}

function bindWork(bind: Bind, open: OpenCases, options: CaseRoutesOptions): void {
  bind(CASE_ROUTES.verifyCase, ({ params }) => {
    const { id } = open.summary(params.case);
    return async (progress, stopped) => ({
      type: 'result',
      ...(await open.run(id, stopped, async (caseFile, signal) =>
        verifyCase(caseFile, {
          ...{ originals: true, progress, signal },
          anchoring: anchoringBeside(caseFile.path, await ownTrust()),
          hashInside: hashWith(options.engines, options.limits),
        }),
      )),
    });
  });
  bind(CASE_ROUTES.scanCase, ({ params, body: { paths, jobs = JOBS, watch } }) => {
    if (paths !== undefined && !options.openPaths) {
      throw new UserError(
        'unreadable',
        'This viewer scans only the folders that the case already has',
      );
    }
    const roots = scanRootsOf(open.get(params.case), paths);
    const { id } = open.summary(params.case);
    return (_, stopped, send) =>
      open.run(id, stopped, async (caseFile, signal) => {
        const onProgress = ({ total, done, examined, found, failed }: Tally) =>
          send({ type: 'progress', total, done, examined, found, failed });
        const order = { roots, jobs, watch, signal, onProgress };
        return { type: 'result', ...(await scanIntoCase(caseFile, options, order)) };
      });
  });
}
