/** Opens images for the viewer: by path, from the bytes of a request, and those of the start. */
import { resolve } from 'node:path';
import type { QueryOf } from '../../shared/api/routes/route.ts';
import type { ROUTES } from '../../shared/api/routes/routes.ts';
import { OpenPathBody, parse } from '../../shared/api/queries.ts';
import { UserError, type ErrorBody } from '../../shared/base/errors.ts';
import type { FileContents } from '../../shared/api/contract.ts';
import {
  DEFAULT_DECODE_POLICY,
  MAIN_ITEM,
  type DecodeLimits,
  type DecodePolicy,
} from '../../shared/image/facts.ts';
import type { Thresholds } from '../../shared/verdict/thresholds.ts';
import type { Engines } from '../engine/pool/engines.ts';
import { givenPath, shownName } from '../base/byte-path.ts';
import { insidePath } from '../base/inside-path.ts';
import { mayHoldFiles } from '../scan/list-inside.ts';
import { readJson } from './bind.ts';
import { displayName } from './display-name.ts';
import { failureOf } from './failure.ts';
import { createRegistry, fileOf, type RegisteredImage } from './image-registry.ts';
import { createPreviews } from './previews.ts';
import { createUploads, tooLarge } from './uploads.ts';

/** An image given at the start: opened, or why not. */
export type StartImage = RegisteredImage | FailedImage;

/** An image that could not be opened: why, and the same for the command line, with its remedy. */
export interface FailedImage {
  name: string;
  error: ErrorBody;
  sentence: string;
}

export interface OpenImagesOptions {
  engines: Engines;
  version: string;
  openPaths: boolean;
  uploadsDir: string;
  uploadQuotaBytes?: number | undefined;
  limits: DecodeLimits;
  thresholds: Thresholds | undefined;
}

type OpenQuery = QueryOf<(typeof ROUTES)['openImage']>;

/** Pictures inside of one file that are opened at the start. */
const MOST_START_IMAGES = 200;

/** The open images of one API. */
export type OpenImages = ReturnType<typeof createOpenImages>;

/** No image yet. */
export function createOpenImages(options: OpenImagesOptions) {
  const { engines, limits, thresholds } = options;
  const previews = createPreviews(engines);
  const uploads = createUploads(options.uploadsDir, {
    maxBytes: limits.maxBytes,
    quotaBytes: options.uploadQuotaBytes,
    onEvict: (path) => registry.forget(path),
  });
  const registry = createRegistry(options.version, ({ image, uploaded }) => {
    if (uploaded) uploads.touch(fileOf(image));
  });
  let startPaths: string[] = [];
  let startImages: Promise<StartImage[]> = Promise.resolve([]);

  async function openPath(
    path: string,
    asked: DecodePolicy,
    signal?: AbortSignal,
    ticket?: string,
  ) {
    const source = { path, name: shownName(path), policy: plainPolicy(asked), limits, thresholds };
    if (ticket !== undefined) await previews.begin(ticket, source);
    return registry.add(await engines.open(source, signal), false);
  }

  /** Keeps the bytes of a request for `use`, which says whether they are to stay. */
  async function withUpload<T>(
    request: Request,
    given: string | undefined,
    use: (path: string, name: string) => Promise<T>,
  ): Promise<T> {
    const name = displayName(given);
    if (Number(request.headers.get('content-length')) > limits.maxBytes) {
      throw tooLarge(name, limits.maxBytes);
    }
    const path = await uploads.receive(request.body, name);
    let isKept = false;
    try {
      const used = await use(path, name);
      isKept = true;
      return used;
    } finally {
      await uploads.release(path, isKept);
    }
  }

  function openUpload(
    request: Request,
    { name: given, inside, ticket, ...asked }: OpenQuery,
  ): Promise<RegisteredImage> {
    return withUpload(request, given, async (file, whole) => {
      const path = inside === undefined ? file : insidePath(file, inside);
      const name = inside === undefined ? whole : shownName(path);
      const source = { path, name, policy: plainPolicy(asked), limits, thresholds };
      if (ticket !== undefined) await previews.begin(ticket, source);
      return registry.add(await engines.open(source, request.signal), true);
    });
  }

  async function contentsOf(path: string, name: string, signal?: AbortSignal) {
    if (!(await mayHoldFiles(path))) return { isImage: false, inside: [], left: [] };
    const source = { path, name, policy: DEFAULT_DECODE_POLICY, limits };
    const contents = await engines.run('contents', { source }, { signal });
    const { isImage = false, pictures = [], left = [] } = contents ?? {};
    return { isImage, inside: pictures.map(({ inside }) => inside), left };
  }

  /** The paths of the pictures in the file at `path`; itself where it is one, holds none, or they cannot be told. */
  async function picturesIn(path: string): Promise<string[]> {
    try {
      const { isImage, inside } = await contentsOf(path, shownName(path));
      const shown = inside.slice(0, MOST_START_IMAGES).map((id) => insidePath(path, id));
      return isImage || shown.length === 0 ? [path, ...shown] : shown;
    } catch {
      return [path]; // opening it tells why
    }
  }

  /** The path that a request names, where that is allowed. */
  async function pathAsked(request: Request): Promise<string> {
    if (!options.openPaths) {
      throw new UserError('unreadable', 'This viewer opens dropped files, not paths');
    }
    const { path } = parse(OpenPathBody, await readJson(request));
    return resolve(givenPath(path));
  }

  async function openStart(path: string, policy: DecodePolicy): Promise<StartImage> {
    try {
      return await openPath(path, policy);
    } catch (error) {
      const body = failureOf(error);
      const sentence = error instanceof UserError ? error.message : body.message;
      return { name: shownName(path), error: body, sentence };
    }
  }

  return {
    openPath,
    /** The image of that id. Throws UserError. */
    get: (id: string) => registry.get(id),
    /** Opens what a request brings: bytes, or the path of a file where that is allowed. */
    async openAsked(request: Request, query: OpenQuery): Promise<RegisteredImage> {
      const { inside, ticket, name, ...policy } = query;
      try {
        if (!isJson(request)) return await openUpload(request, query);
        const given = await pathAsked(request);
        const path = inside === undefined ? given : insidePath(given, inside);
        return await openPath(path, policy, request.signal, ticket);
      } finally {
        if (ticket !== undefined) previews.end(ticket);
      }
    },
    /** The preview of what is being opened as `ticket`. 0x0 where it has none. */
    preview: (ticket: string, signal: AbortSignal) => previews.preview(ticket, signal),
    /** The pictures inside of what a request brings, in the same two ways. */
    async contentsAsked(
      request: Request,
      { name }: QueryOf<(typeof ROUTES)['contents']>,
    ): Promise<FileContents> {
      const look = (path: string, shown: string) => contentsOf(path, shown, request.signal);
      if (!isJson(request)) return withUpload(request, name, look);
      const path = await pathAsked(request);
      return look(path, shownName(path));
    },
    /** Opens the images of the command line, and those inside of its files, in their order. */
    openAtStart(paths: string[], policy: DecodePolicy): Promise<StartImage[]> {
      const open = async (): Promise<StartImage[]> => {
        const found = await Promise.all(paths.map((path) => picturesIn(resolve(givenPath(path)))));
        startPaths = found.flat();
        return Promise.all(startPaths.map((path) => openStart(path, policy)));
      };
      startImages = open();
      return startImages;
    },
    startImages: () => startImages,
    /** The path of start image `index`. Throws UserError `not-found`. */
    startPath(index: number): string {
      const path = startPaths[index];
      if (path !== undefined) return path;
      throw new UserError('not-found', `No image ${index + 1} was given on the command line`);
    },
    close: () => uploads.close(),
  };
}

/** The main picture is asked for by its name or by none: images that are open are known by one of both. */
function plainPolicy({ item, ...policy }: DecodePolicy): DecodePolicy {
  return item && item !== MAIN_ITEM ? { ...policy, item } : policy;
}

function isJson(request: Request): boolean {
  const type = request.headers.get('content-type') ?? '';
  return type.split(';')[0]!.trim().toLowerCase() === 'application/json';
}
