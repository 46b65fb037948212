/** The images that are open: id → opened image. */
import { UserError } from '../../shared/base/errors.ts';
import { invalid } from '../../shared/base/invalid.ts';
import type { OpenImage } from '../../shared/api/contract.ts';
import type { OpenedImage } from '../engine/images/orders.ts';
import { idOf } from '../base/hash.ts';

export interface RegisteredImage {
  id: string;
  image: OpenedImage;
  /** True where the file is a private copy that nobody else can change. */
  uploaded: boolean;
}

export interface Registry {
  /** Registers `image`; where the same one is already open and still good, that one is kept. */
  add(image: OpenedImage, uploaded: boolean): RegisteredImage;
  /** Throws UserError `not-found`, or `invalid-argument` where `id` cannot be one. */
  get(id: string): RegisteredImage;
  /** Drops the images whose private copy at `path` is gone. */
  forget(path: string): void;
}

/**
 * An empty registry. `version` is part of every id, because tiles are cached by URL; `onUse` is told
 * of each image that is asked for.
 */
export function createRegistry(
  version: string,
  onUse: (registered: RegisteredImage) => void = () => undefined,
): Registry {
  const images = new Map<string, RegisteredImage>();
  return {
    add(image, uploaded) {
      const id = imageId(image, version);
      const known = images.get(id);
      if (known?.uploaded) return known;
      const registered = { id, image, uploaded };
      images.set(id, registered);
      return registered;
    },
    get(id) {
      if (!/^[0-9a-f]{32}$/.test(id)) {
        throw invalid('an image id', 'id', id);
      }
      const registered = images.get(id);
      if (registered) {
        onUse(registered);
        return registered;
      }
      throw new UserError('not-found', `No image with the id ${id} is open. Open it again.`);
    },
    forget(path) {
      for (const [id, { image, uploaded }] of images) {
        if (uploaded && fileOf(image) === path) images.delete(id);
      }
    },
  };
}

/** The contract's description of a registered image. */
export function describeImage({ id, image }: RegisteredImage): OpenImage {
  return {
    id,
    facts: image.facts,
    policy: image.source.policy,
    raster: image.raster,
    levels: image.levels,
    decodeMs: image.decodeMs,
  };
}

/** The file that `image` is read from: it may lie inside of it. Private copies have no such name. */
export function fileOf({ source: { path } }: OpenedImage): string {
  return path.split(/![\\/]/)[0];
}

function imageId(image: OpenedImage, version: string): string {
  const { name, policy } = image.source;
  const parts = [version, image.facts.sha256, name, policy.orientation, policy.frame];
  if (policy.item) parts.push(policy.item);
  return idOf(JSON.stringify(parts));
}
