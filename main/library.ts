/**
 * The library on files: `import { createScalescope } from 'scalescope/node'`. Every image is decoded
 * and examined in an engine process, under limits, so that a file made to crash or hang a decoder
 * costs that file. The pure functions on pixels are in `scalescope`.
 */
import { readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { Certificate } from '../shared/sanitize/certificate.ts';
import {
  DEFAULT_DECODE_LIMITS,
  DEFAULT_DECODE_POLICY,
  type DecodeLimits,
  type DecodePolicy,
} from '../shared/image/facts.ts';
import type { Finding } from '../shared/finding/finding.ts';
import { pipelineOf, type ViewRequest } from '../shared/pipelines/request.ts';
import type { SanitizeMethod } from '../shared/sanitize/sanitize.ts';
import { createEngines } from './engine/pool/pool.ts';
import type { ImageSource } from './engine/images/orders.ts';
import { makeTemporaryFolder } from './base/file-failure.ts';
import {
  checkAnalyzed,
  checkBytes,
  checkCreated,
  checkPath,
  checkSanitized,
} from './library-options.ts';

export { UserError, type ErrorCode } from '../shared/base/errors.ts';
export type { Certificate, DecodeLimits, DecodePolicy, Finding, SanitizeMethod, ViewRequest };

export interface ScalescopeOptions {
  /** Engine processes, so images at a time; default 1. */
  engines?: number;
  /** What is refused before it is decoded; default: 400 million pixels, 512 MiB, 120 s an image. */
  limits?: Partial<DecodeLimits>;
}

export interface FileOptions {
  /** What the file is called in findings and messages; default: its own name, or `upload`. */
  name?: string;
  /** Rows as stored or turned by EXIF, and which frame; default: as stored, files of one frame. */
  policy?: Partial<DecodePolicy>;
  signal?: AbortSignal;
}

export interface AnalyzeFileOptions extends FileOptions {
  /** A view to judge by itself, instead of searching every size. */
  view?: ViewRequest;
}

export interface SanitizeBytesOptions extends FileOptions {
  /** Clean for these views; default: for everything that the detector finds. */
  views?: ViewRequest[];
  /** Default: selective-median, where a view departs. */
  method?: SanitizeMethod;
  /** Whether the certificate has who sees what, which takes the longest; default false. */
  matrix?: boolean;
}

export interface SanitizedBytes {
  /** The cleaned image: a PNG file that names its source's SHA-256 and the method. */
  png: Uint8Array;
  certificate: Certificate;
}

/**
 * Every function rejects with UserError for what is wrong with the input (`unsupported-format`,
 * `decode-failed`, `too-large`, `not-found`, …: a code and a sentence for people) and for `cancelled`.
 */
export interface Scalescope {
  analyzeFile(path: string, options?: AnalyzeFileOptions): Promise<Finding>;
  analyzeBytes(bytes: Uint8Array, options?: AnalyzeFileOptions): Promise<Finding>;
  sanitizeBytes(bytes: Uint8Array, options?: SanitizeBytesOptions): Promise<SanitizedBytes>;
  /** Stops the engine processes; until then they keep the program running. */
  close(): Promise<void>;
}

/** Starts the engines. One for a program is enough; close it at the end. */
export function createScalescope(options: ScalescopeOptions = {}): Scalescope {
  checkCreated(options);
  const { engines = 1, limits } = options;
  const all: DecodeLimits = { ...DEFAULT_DECODE_LIMITS, ...limits };
  const pool = createEngines({ count: engines, limits: all });
  const sourceOf = (path: string, { name, policy }: FileOptions): ImageSource => ({
    path,
    name: name ?? basename(path),
    policy: { ...DEFAULT_DECODE_POLICY, ...policy },
    limits: all,
  });
  const analyzeFile = (path: string, options: AnalyzeFileOptions = {}) => {
    checkPath(path);
    checkAnalyzed(options);
    if (options.view !== undefined) pipelineOf(options.view); // told here, not by an engine
    return pool.examine(sourceOf(path, options), options.view ?? null, options.signal);
  };
  return {
    analyzeFile: async (path, options) => analyzeFile(path, options),
    analyzeBytes: async (bytes, options = {}) => {
      checkAnalyzed(options);
      return withFile(bytes, (path) => analyzeFile(path, { name: 'upload', ...options }));
    },
    sanitizeBytes: async (bytes, options = {}) => {
      checkSanitized(options);
      return withFile(bytes, async (path, folder) => {
        const { views, method = { kind: 'selective-median' }, matrix = false, signal } = options;
        const output = join(folder, 'clean.png');
        const source = sourceOf(path, { name: 'upload', ...options });
        const order = { views: views ?? null, method, matrix, output, certificate: null };
        const certificate = await pool.sanitize(source, order, undefined, signal);
        return { png: new Uint8Array(await readFile(output)), certificate };
      });
    },
    close: () => pool.close(),
  };
}

/** Runs `use` on a private file with `bytes`, in a folder that is removed afterwards. */
async function withFile<T>(
  bytes: Uint8Array,
  use: (path: string, folder: string) => Promise<T>,
): Promise<T> {
  checkBytes(bytes);
  const folder = await makeTemporaryFolder(tmpdir(), 'scalescope-');
  try {
    const path = join(folder, 'upload');
    await writeFile(path, bytes, { mode: 0o600 });
    return await use(path, folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
