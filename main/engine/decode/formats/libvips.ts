/** libvips through sharp, set up for hostile files: nothing cached, few loaders. */
import sharp from 'sharp';

/** Loaders that libvips may use, whatever it believes the bytes to be. */
const LOADERS = ['Png', 'Jpeg', 'Webp', 'Nsgif', 'Tiff', 'Heif'].map((n) => `VipsForeignLoad${n}`);

sharp.cache(false);
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({ operation: LOADERS });

/** Threads libvips may use for one image; the pool shares the cores out among its engines. */
export function setDecodeThreads(threads: number): void {
  sharp.concurrency(threads);
}

/** Versions of the native libraries, by their names. */
export const libraryVersions = sharp.versions as Record<string, string>;

export { sharp };
