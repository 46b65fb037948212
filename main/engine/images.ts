/** The decoded images and machine views an engine keeps. */
import {
  analyzeView,
  machineView,
  type AnalyzedView,
  type PlainView,
} from '../../shared/analyze.ts';
import type { ShownView, ViewRequest } from '../../shared/contract.ts';
import { UserError } from '../../shared/errors.ts';
import type { RasterShape } from '../../shared/facts.ts';
import { makePyramid, type Pyramid } from '../../shared/pyramid.ts';
import { dtypeOf, type IntegerSamples, type Raster } from '../../shared/raster.ts';
import { ByteLru } from './byte-lru.ts';
import { drawCompanion, type Companion } from './companions.ts';
import { decode, hashBytes, type Decoded } from './decode.ts';
import { readSource } from './read-source.ts';
import type { ImageSource, OpenedImage } from './service.ts';

export type KeptImage = Decoded & { pyramid: Pyramid };
export type KeptView = AnalyzedView & { pyramid: Pyramid };

/** A raster and its pyramid: what tiles and samples are cut from. */
export interface KeptPicture {
  raster: Raster<IntegerSamples>;
  pyramid: Pyramid;
}

/** Share of the byte budget that goes to machine views, which are small; as much to companions. */
const VIEW_SHARE = 0.2;

/** Rasters by SHA-256 and policy, views by pipeline and size too; both read and made on demand. */
export class Images {
  readonly #rasters: ByteLru<KeptImage>;
  readonly #views: ByteLru<KeptView>;
  readonly #companions: ByteLru<KeptPicture>;

  /** `cacheBytes`: what rasters and views may hold together. */
  constructor(cacheBytes: number) {
    this.#rasters = new ByteLru(cacheBytes * (1 - 2 * VIEW_SHARE));
    this.#views = new ByteLru(cacheBytes * VIEW_SHARE);
    this.#companions = new ByteLru(cacheBytes * VIEW_SHARE);
  }

  /** Reads and decodes `source`, whatever is kept of it. Throws what readSource and decode do. */
  async open(source: ImageSource): Promise<KeptImage> {
    const bytes = await readSource(source.path, source.name, source.limits);
    return this.#decode(bytes, source);
  }

  /** The raster of an opened image. Throws UserError `changed` where its file is another now. */
  async raster({ source, facts }: OpenedImage): Promise<KeptImage> {
    const kept = this.#rasters.get(rasterKey(facts.sha256, source));
    if (kept !== undefined) return kept;
    const bytes = await readSource(source.path, source.name, source.limits);
    if (hashBytes(bytes) !== facts.sha256) {
      throw new UserError(
        'changed',
        `${source.name} has changed since it was opened; open it again`,
      );
    }
    return this.#decode(bytes, source);
  }

  /** The machine view of an opened image. Throws what raster and analyzeView do. */
  async view(image: OpenedImage, view: ViewRequest): Promise<KeptView> {
    const key = viewKey(image, view);
    const kept = this.#views.get(key);
    if (kept !== undefined) return kept;
    const { raster } = await this.raster(image);
    const analyzed = analyzeView(raster, view);
    const pyramid = makePyramid(analyzed.machine);
    const made = { ...analyzed, pyramid };
    this.#views.set(key, made, analyzed.machine.data.byteLength + pyramid.bytes);
    return made;
  }

  /** The machine view alone, without what is said of it, which costs more than the view. */
  async plainView(image: OpenedImage, view: ViewRequest): Promise<PlainView> {
    const kept = this.#views.get(viewKey(image, view));
    return kept ?? machineView((await this.raster(image)).raster, view);
  }

  /** The raster of the source (`view` null) or of what is shown of a view, with its pyramid. */
  async pixels(image: OpenedImage, view: ShownView | null): Promise<KeptPicture> {
    if (view === null) return this.raster(image);
    const { show = 'machine', ...request } = view;
    if (show !== 'machine') return this.#companion(image, request, show);
    const { machine, pyramid } = await this.view(image, request);
    return { raster: machine, pyramid };
  }

  /** A picture that is shown beside a machine view. */
  async #companion(image: OpenedImage, view: ViewRequest, show: Companion): Promise<KeptPicture> {
    const key = `${viewKey(image, view)} ${show}`;
    const kept = this.#companions.get(key);
    if (kept !== undefined) return kept;
    const { raster: source } = await this.raster(image);
    const raster = drawCompanion(source, view, show);
    const pyramid = makePyramid(raster, show === 'read');
    this.#companions.set(key, { raster, pyramid }, raster.data.byteLength + pyramid.bytes);
    return { raster, pyramid };
  }

  async #decode(bytes: Buffer, source: ImageSource): Promise<KeptImage> {
    // Old rasters go before the new one is decoded, so that both are never held.
    const makeRoom = (size: number) => this.#rasters.makeRoom(size);
    const decoded = await decode(bytes, source.name, source.policy, source.limits, makeRoom);
    const pyramid = makePyramid(decoded.raster);
    const kept = { ...decoded, pyramid };
    const size = decoded.raster.data.byteLength + pyramid.bytes;
    this.#rasters.set(rasterKey(decoded.facts.sha256, source), kept, size);
    return kept;
  }
}

function rasterKey(sha256: string, { policy }: ImageSource): string {
  return `${sha256} ${policy.orientation} ${policy.frame}`;
}

function viewKey({ facts, source }: OpenedImage, view: ViewRequest): string {
  return `${rasterKey(facts.sha256, source)} ${JSON.stringify(view)}`;
}

/** The shape of `raster`, as it is told across processes. */
export function rasterShape(raster: Raster): RasterShape {
  const { width, height, channels, data } = raster;
  return { width, height, channels, dtype: dtypeOf(data) };
}
