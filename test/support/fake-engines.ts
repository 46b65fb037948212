/** Engines without an engine: every file is a 1000×600 image, and what was asked is recorded. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { UserError } from '../../shared/base/errors.ts';
import type { Finding } from '../../shared/finding/finding.ts';
import type { ImageSource, OpenedImage } from '../../main/engine/images/orders.ts';
import type { Engines } from '../../main/engine/pool/engines.ts';

export interface FakeEngines extends Engines {
  opened: ImageSource[];
  /** Replaces the inspection. */
  onInspect: Engines['inspect'];
}

/** Fake engines: files that start with `broken` do not decode. */
export function createFakeEngines(): FakeEngines {
  const fake: FakeEngines = {
    opened: [],
    onInspect: async (image, view, progress) => {
      progress?.('decode', 0.5);
      return findingOf(image, view?.pipeline ?? 'every size');
    },
    async open(source) {
      fake.opened.push(source);
      return openFake(source);
    },
    run: () => Promise.reject(new Error('not faked')),
    view: async (image, { pipeline, width = 224, height = 224, part = 0 }) => ({
      pipeline,
      width,
      height,
      name: 'whole',
      part,
      parts: 1,
      blank: null,
      frame: { x: 0, y: 0, width: image.raster.width, height: image.raster.height },
      raster: { ...image.raster, width, height },
      levels: 1,
      ratioX: image.raster.width / width,
      ratioY: image.raster.height / height,
      readShare: 0.5,
      frameReadShare: 1,
      disagreement: { rms: 0, max: 0, normalised: 0, channel: 'r' },
      departure: { ratio: 0, channel: 'gray', region: null, cause: null },
      region: null,
      elapsedMs: 1,
    }),
    tile: async (_image, _view, tile) => ({
      width: 2,
      height: 1,
      data: Uint8Array.of(tile.level, tile.col, tile.row, 255, 1, 2, 3, 4),
    }),
    samples: async (_image, _view, region) => ({
      ...region,
      channels: 1,
      values: Array<number>(region.width * region.height).fill(7),
    }),
    inspect: (image, view, progress, signal) => fake.onInspect(image, view, progress, signal),
    examine: () => Promise.reject(new Error('not faked')),
    survey: () => Promise.reject(new Error('not faked')),
    found: () => Promise.reject(new Error('not faked')),
    writeFound: () => Promise.reject(new Error('not faked')),
    matrix: () => Promise.reject(new Error('not faked')),
    spectrum: () => Promise.reject(new Error('not faked')),
    spectrumPicture: () => Promise.reject(new Error('not faked')),
    digest: () => Promise.reject(new Error('not faked')),
    profile: () => Promise.reject(new Error('not faked')),
    histogram: () => Promise.reject(new Error('not faked')),
    combs: () => Promise.reject(new Error('not faked')),
    sweep: () => Promise.reject(new Error('not faked')),
    comparators: () => Promise.reject(new Error('not faked')),
    draw: () => Promise.reject(new Error('not faked')),
    exposure: () => Promise.reject(new Error('not faked')),
    resize: () => Promise.reject(new Error('not faked')),
    sanitize: () => Promise.reject(new Error('not faked')),
    craft: () => Promise.reject(new Error('not faked')),
    labels: () => Promise.reject(new Error('not faked')),
    sandbox: async () => ({
      ...{ kind: 'none', hasFilter: false, hasPermissions: false, reason: 'nothing is decoded' },
    }),
    close: async () => undefined,
  };
  return fake;
}

async function openFake(source: ImageSource): Promise<OpenedImage> {
  const bytes = await readFile(source.path).catch(() => {
    throw new UserError('not-found', `${source.name} does not exist`);
  });
  if (bytes.subarray(0, 6).toString() === 'broken') {
    throw new UserError('decode-failed', `${source.name} cannot be decoded`);
  }
  const size = { width: 1000, height: 600 };
  return {
    source,
    facts: {
      ...size,
      name: source.name,
      sha256: createHash('sha256').update(bytes).digest('hex'),
      bytes: bytes.length,
      format: 'png',
      bitDepth: 8,
      colorType: 'rgb',
      hasAlpha: false,
      orientation: 1,
      iccName: null,
      frames: 1,
      notes: [],
    },
    raster: { ...size, channels: 3, dtype: 'uint8' },
    levels: 2,
    decodeMs: 1,
  };
}

function findingOf(image: OpenedImage, pipeline: string): Finding {
  return {
    schema: 'scalescope/finding@1',
    file: image.source.name,
    sha256: image.facts.sha256,
    bytes: image.facts.bytes,
    format: image.facts.format,
    width: image.raster.width,
    height: image.raster.height,
    verdict: 'clean',
    score: 0,
    targets: [],
    explanation: null,
    reasons: [`${pipeline} agrees with its antialiased view`],
    judgements: [],
    tested: null,
    error: null,
    elapsedMs: 1,
    version: '0.0.0',
    facts: image.facts,
    view: null,
  };
}
