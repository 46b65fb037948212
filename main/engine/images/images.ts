/** The decoded images and machine views an engine keeps. */
import type { AnalyzedView, Searched, SearchStage } from '../../../shared/analyze/analyze.ts';
import type { FoundKind, ShownView } from '../../../shared/api/contract.ts';
import type { ViewRequest } from '../../../shared/pipelines/request.ts';
import { prepareView } from '../decode/scaled-webp.ts';
import { UserError } from '../../../shared/base/errors.ts';
import { searchBytesOf, type Cost } from '../../../shared/image/cost.ts';
import type { RasterShape } from '../../../shared/image/facts.ts';
import { Lru } from '../../../shared/base/lru.ts';
import { machineView, type PlainView } from '../../../shared/pipelines/machine-view.ts';
import { makePyramid, type Pyramid } from '../../../shared/image/pyramid.ts';
import { dtypeOf, type IntegerSamples, type Raster } from '../../../shared/base/raster.ts';
import { sha256Of } from '../../base/hash.ts';
import type { DerivedPicture } from './derived-pictures.ts';
import { refuseMemory } from '../decode/formats/declared-cost.ts';
import type { FileFacts } from '../../../shared/image/forensics/read-forensics.ts';
import type { Decoded } from '../decode/decode.ts';
import { requireFormat } from '../decode/formats/sniff.ts';
import { decodePicture } from '../items/decode-picture.ts';
import { fileFacts } from '../items/file-facts.ts';
import { thumbnailFacts } from '../items/thumbnail-facts.ts';
import { readSource } from './read-source.ts';
import type { ImageSource, OpenedImage } from './orders.ts';

/** Told what an image costs before it is decoded; may throw. */
export type HeedCost = (cost: Cost) => void;

export type KeptImage = Decoded & { pyramid: Pyramid };

/** A raster and its pyramid: what tiles and samples are cut from. */
export interface KeptPicture {
  raster: Raster<IntegerSamples>;
  pyramid: Pyramid;
}

/** What the search of an image came to, and its pictures; none where nothing was found. */
export interface KeptSearch extends Searched {
  pictures: Record<FoundKind, KeptPicture> | null;
}

export type KeptView = AnalyzedView & { pyramid: Pyramid };

/** Shares of the byte budget: of machine views, which are small, and as much of derived pictures; of searches. */
const VIEW_SHARE = 0.2;
const SEARCH_SHARE = 0.05;

/** What a search holds beside its pictures: targets with their evidence. */
const SEARCH_BYTES = 64 * 1024;

/** Rasters by SHA-256 and policy, views by pipeline and size too; both read and made on demand. */
export class Images {
  readonly #rasters: Lru<KeptImage>;
  readonly #views: Lru<KeptView>;
  readonly #derived: Lru<KeptPicture>;
  readonly #searches: Lru<KeptSearch>;

  /** `cacheBytes`: what rasters, views and searches may hold together. */
  constructor(cacheBytes: number) {
    this.#rasters = new Lru(cacheBytes * (1 - 2 * VIEW_SHARE - SEARCH_SHARE));
    this.#views = new Lru(cacheBytes * VIEW_SHARE);
    this.#derived = new Lru(cacheBytes * VIEW_SHARE);
    this.#searches = new Lru(cacheBytes * SEARCH_SHARE);
  }

  /**
   * Reads and decodes `source`, whatever is kept of it. `heed` is told what it costs before it is decoded,
   * and may throw. Throws what readSource and decode do.
   */
  async open(source: ImageSource, heed?: HeedCost): Promise<KeptImage> {
    const bytes = await readSource(source.path, source.name, source.limits);
    return this.#decode(bytes, source, heed);
  }

  /** What the file of `source` says of itself, decoded or not. Throws what readSource and requireFormat do. */
  async fileFacts({ path, name, limits }: ImageSource): Promise<FileFacts> {
    const bytes = await readSource(path, name, limits);
    return fileFacts(bytes, requireFormat(bytes, name));
  }

  /** The raster of an opened image. Throws UserError `changed` where its file is another now. */
  async raster({ source, facts }: OpenedImage): Promise<KeptImage> {
    const kept = this.#rasters.get(rasterKey(facts.sha256, source));
    if (kept !== undefined) return kept;
    const bytes = await readSource(source.path, source.name, source.limits);
    if (sha256Of(bytes) !== facts.sha256) {
      throw new UserError(
        'changed',
        `${source.name} has changed since it was opened. Open it again.`,
      );
    }
    return this.#decode(bytes, source);
  }

  /** The raster of an opened image with what its decoder makes for `view`: what machineView takes. Throws what raster does. */
  async rasterFor(image: OpenedImage, view: ViewRequest): Promise<Raster<IntegerSamples>> {
    const { raster } = await this.raster(image);
    await prepareView(raster, view);
    return raster;
  }

  /** The machine view of an opened image. Throws what raster and analyzeView do. */
  async view(image: OpenedImage, view: ViewRequest): Promise<KeptView> {
    const key = viewKey(image, view);
    const kept = this.#views.get(key);
    if (kept !== undefined) return kept;
    const raster = await this.rasterFor(image, view);
    const { analyzeView } = await import('../../../shared/analyze/analyze-view.ts');
    const analyzed = analyzeView(raster, view);
    const pyramid = makePyramid(analyzed.machine);
    const made = { ...analyzed, pyramid };
    this.#views.set(key, made, analyzed.machine.data.byteLength + pyramid.bytes);
    return made;
  }

  /** The machine view alone, without what is said of it, which costs more than the view. */
  async plainView(image: OpenedImage, view: ViewRequest): Promise<PlainView> {
    const kept = this.#views.get(viewKey(image, view));
    if (kept !== undefined) return kept;
    const raster = await this.rasterFor(image, view);
    return machineView(raster, view);
  }

  /**
   * The search of an opened image. `heed` is told before each stage that is not kept already, and may
   * end the search by throwing. Throws what raster does.
   */
  async search(
    image: OpenedImage,
    heed: (stage: SearchStage) => Promise<void> = async () => undefined,
  ): Promise<KeptSearch> {
    const { thresholds } = image.source;
    const key = `${rasterKey(image.facts.sha256, image.source)} ${JSON.stringify(thresholds)}`;
    const kept = this.#searches.get(key);
    if (kept !== undefined) return kept;
    const { raster } = await this.raster(image);
    refuseSearch(image.source, raster);
    const { search } = await import('../../../shared/analyze/analyze.ts'); // only what searches loads detection
    const run = search(raster, thresholds);
    let step = run.next();
    while (step.done !== true) {
      await heed(step.value);
      step = run.next();
    }
    const found = foundPictures(step.value);
    const bytes = Object.values(found ?? {}).reduce(
      (sum, { raster: { data }, pyramid }) => sum + data.byteLength + pyramid.bytes,
      SEARCH_BYTES,
    );
    const made = { ...step.value, pictures: found };
    this.#searches.set(key, made, bytes);
    return made;
  }

  /** A picture that the search found. Throws UserError `not-found` where it found none. */
  async found(image: OpenedImage, kind: FoundKind): Promise<KeptPicture> {
    const { pictures } = await this.search(image);
    if (pictures !== null) return pictures[kind];
    throw new UserError('not-found', `Nothing hidden was found in ${image.source.name}`);
  }

  /** The pixels of the source (null), of what is shown of a view, or of what the search found. */
  async pixels(image: OpenedImage, of: ShownView | FoundKind | null): Promise<KeptPicture> {
    if (of === null) return this.raster(image);
    if (typeof of === 'string') return this.found(image, of);
    const { show = 'machine', ...request } = of;
    if (show !== 'machine') return this.#derivedPicture(image, request, show);
    const { machine, pyramid } = await this.view(image, request);
    return { raster: machine, pyramid };
  }

  /** A picture that is shown beside a machine view. */
  async #derivedPicture(
    image: OpenedImage,
    view: ViewRequest,
    show: DerivedPicture,
  ): Promise<KeptPicture> {
    const key = `${viewKey(image, view)} ${show}`;
    const kept = this.#derived.get(key);
    if (kept !== undefined) return kept;
    const source = await this.rasterFor(image, view);
    const { drawDerivedPicture } = await import('./derived-pictures.ts');
    const raster = drawDerivedPicture(source, view, show);
    const pyramid = makePyramid(raster, show === 'read');
    this.#derived.set(key, { raster, pyramid }, raster.data.byteLength + pyramid.bytes);
    return { raster, pyramid };
  }

  async #decode(bytes: Buffer, source: ImageSource, heed?: HeedCost): Promise<KeptImage> {
    const makeRoom = (cost: Cost) => {
      heed?.(cost);
      // Old rasters go before the new one is decoded, so that both are never held.
      this.#rasters.makeRoom(cost.rasterBytes);
    };
    const decoded = await decodePicture(bytes, source, makeRoom);
    const pyramid = makePyramid(decoded.raster);
    const { forensics } = decoded.facts;
    if (forensics) forensics.thumbnail = await thumbnailFacts(bytes, decoded, source);
    const kept = { ...decoded, pyramid };
    const size = decoded.raster.data.byteLength + pyramid.bytes;
    this.#rasters.set(rasterKey(decoded.facts.sha256, source), kept, size);
    return kept;
  }
}

/** The pictures of a search, for the screen and as files. */
function foundPictures({ blind: { heat, picture } }: Searched): KeptSearch['pictures'] {
  if (heat === null || picture === null) return null;
  const { width, height } = heat;
  const data = Uint8Array.from(heat.heat, (share) => Math.round(share * 255));
  const map = { width, height, channels: 1 as const, data };
  return {
    hidden: { raster: picture, pyramid: makePyramid(picture) },
    heat: { raster: map, pyramid: makePyramid(map) },
  };
}

/** Throws UserError `too-large` where the search of `raster` takes more memory than an engine may have. */
function refuseSearch({ name, limits }: ImageSource, raster: Raster<IntegerSamples>): void {
  const bytes = searchBytesOf(raster, raster.data.byteLength);
  refuseMemory(name, 'search', bytes, limits);
}

function rasterKey(sha256: string, { policy }: ImageSource): string {
  return `${sha256} ${policy.orientation} ${policy.frame} ${policy.item ?? ''}`;
}

function viewKey({ facts, source }: OpenedImage, view: ViewRequest): string {
  return `${rasterKey(facts.sha256, source)} ${JSON.stringify(view)}`;
}

/** The shape of `raster`, as it is told across processes. */
export function rasterShape(raster: Raster): RasterShape {
  const { width, height, channels, data } = raster;
  return { width, height, channels, dtype: dtypeOf(data) };
}
