/** Opens images for the viewer: by path, from the bytes of a request, and those of the start. */
import { basename, resolve } from 'node:path';
import type { QueryOf } from '../../shared/api/routes/route.ts';
import type { ROUTES } from '../../shared/api/routes/routes.ts';
import { OpenPathBody, parse } from '../../shared/api/queries.ts';
import { UserError, type ErrorBody } from '../../shared/base/errors.ts';
import { MAIN_ITEM, type DecodeLimits, type DecodePolicy } from '../../shared/image/facts.ts';
import type { Thresholds } from '../../shared/verdict/thresholds.ts';
import type { Engines } from '../engine/pool/engines.ts';
import { readJson } from './bind.ts';
import { displayName } from './display-name.ts';
import { failureOf } from './failure.ts';
import { createRegistry, type RegisteredImage } from './image-registry.ts';
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

/** The open images of one API. */
export type OpenImages = ReturnType<typeof createOpenImages>;

/** No image yet. */
export function createOpenImages(options: OpenImagesOptions) {
  const { engines, limits, thresholds } = options;
  const uploads = createUploads(options.uploadsDir, {
    maxBytes: limits.maxBytes,
    quotaBytes: options.uploadQuotaBytes,
    onEvict: (path) => registry.forget(path),
  });
  const registry = createRegistry(options.version, ({ image, uploaded }) => {
    if (uploaded) uploads.touch(image.source.path);
  });
  let startPaths: string[] = [];
  let startImages: Promise<StartImage[]> = Promise.resolve([]);

  async function openPath(path: string, asked: DecodePolicy, signal?: AbortSignal) {
    const policy = plainPolicy(asked);
    const source = { path, name: basename(path), policy, limits, thresholds };
    return registry.add(await engines.open(source, signal), false);
  }

  async function openUpload(request: Request, given: string | undefined, asked: DecodePolicy) {
    const policy = plainPolicy(asked);
    const name = displayName(given);
    if (Number(request.headers.get('content-length')) > limits.maxBytes) {
      throw tooLarge(name, limits.maxBytes);
    }
    const path = await uploads.receive(request.body, name);
    let isKept = false;
    try {
      const image = await engines.open({ path, name, policy, limits, thresholds }, request.signal);
      isKept = true;
      return registry.add(image, true);
    } finally {
      await uploads.release(path, isKept);
    }
  }

  async function openStart(path: string, policy: DecodePolicy): Promise<StartImage> {
    try {
      return await openPath(path, policy);
    } catch (error) {
      const body = failureOf(error);
      const sentence = error instanceof UserError ? error.message : body.message;
      return { name: basename(path), error: body, sentence };
    }
  }

  return {
    openPath,
    /** The image of that id. Throws UserError. */
    get: (id: string) => registry.get(id),
    /** Opens what a request brings: bytes, or the path of a file where that is allowed. */
    async openAsked(
      request: Request,
      { name, ...policy }: QueryOf<(typeof ROUTES)['openImage']>,
    ): Promise<RegisteredImage> {
      if (!isJson(request)) return openUpload(request, name, policy);
      if (!options.openPaths) {
        throw new UserError('unreadable', 'This viewer opens dropped files, not paths');
      }
      const { path } = parse(OpenPathBody, await readJson(request));
      return openPath(resolve(path), policy, request.signal);
    },
    /** Opens the images of the command line, in their order. */
    openAtStart(paths: string[], policy: DecodePolicy): Promise<StartImage[]> {
      startPaths = paths.map((path) => resolve(path));
      startImages = Promise.all(startPaths.map((path) => openStart(path, policy)));
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
