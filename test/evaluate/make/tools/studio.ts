/** Where the tools get their decoys and payloads: photographs of a folder, drawn pages and screens. */
import { realpathSync } from 'node:fs';
import sharp from 'sharp';
import type { Raster } from '../../../../shared/base/raster.ts';
import * as draw from '../draw.ts';
import type { Random } from '../../../support/random.ts';

export type Picture = Raster<Uint8Array>;

/** What decoys are of; tall ones are made by giving a tall size. */
export const DRAWN = ['screen', 'document', 'table', 'plot'] as const;
export type DecoyKind = 'photo' | (typeof DRAWN)[number];

export interface Studio {
  /** The set that is made: fonts and sentences differ between sets. */
  set: string;
  /** The photograph that was taken last, or the name of what was drawn. */
  source: string;
  photo: (random: Random, width: number, height: number) => Promise<Picture>;
}

/** Photographs of `files` that are large enough, mostly: cut at their own size, or cut larger and shrunk as cameras' apps do. */
export function openStudio(set: string, files: readonly string[]): Studio {
  const studio: Studio = {
    set,
    source: '',
    photo: async (random, width, height) => {
      let file = '';
      let meta: { width: number; height: number } = { width: 0, height: 0 };
      let fit = 0;
      for (let attempt = 0; attempt < 8 && fit < 1; attempt++) {
        file = random.pick(files);
        meta = await sharp(file).metadata();
        fit = Math.min(meta.width / width, meta.height / height);
      }
      // As make.ts names it, so that images of one photograph are known as such in every set.
      studio.source = realpathSync(file).split('/').slice(-4).join('/');
      const zoom = fit <= 1 || random.chance(0.45) ? Math.min(1, fit) : random.range(1, fit);
      const w = Math.max(1, Math.floor(width * zoom));
      const h = Math.max(1, Math.floor(height * zoom));
      const left = random.int(0, meta.width - w);
      const top = random.int(0, meta.height - h);
      const kernel = random.pick(['lanczos3', 'cubic', 'linear', 'mitchell'] as const);
      const cut = sharp(file)
        .removeAlpha()
        .toColourspace('srgb')
        .extract({ left, top, width: w, height: h });
      const data = await (zoom === 1 ? cut : cut.resize(width, height, { fit: 'fill', kernel }))
        .raw()
        .toBuffer();
      if (data.length === width * height)
        return { width, height, channels: 3, data: tripled(data) };
      return { width, height, channels: 3, data: new Uint8Array(data) };
    },
  };
  return studio;
}

export async function decoyOf(
  kind: DecoyKind,
  random: Random,
  studio: Studio,
  width: number,
  height: number,
): Promise<Picture> {
  if (kind === 'photo') return studio.photo(random, width, height);
  studio.source = '';
  const style = { split: studio.set };
  const paper = random.chance(0.7)
    ? 'white'
    : `rgb(${random.int(215, 250)},${random.int(215, 250)},${random.int(200, 245)})`;
  switch (kind) {
    case 'screen':
      return draw.render(
        width,
        height,
        draw.screenBody(random, style, width, height),
        draw.color(random),
      );
    case 'document':
      return draw.render(width, height, draw.documentBody(random, style, width, height), paper);
    case 'table':
      return draw.render(width, height, draw.tableBody(random, style, width, height), paper);
    case 'plot':
      return draw.render(width, height, draw.plotBody(random, style, width, height), paper);
  }
}

/** A size of about `least` to `most` pixels, in an aspect of photographs and screens. */
export function shapeOf(random: Random, least = 0.2e6, most = 2e6): [number, number] {
  const large = random.chance(0.05);
  const area = Math.exp(
    random.range(Math.log(large ? most : least), Math.log(large ? 3 * most : most)),
  );
  const aspect = random.pick([1, 4 / 3, 1.5, 16 / 9, 3 / 4, 2 / 3, 9 / 16, 1.25]);
  const width = Math.round(Math.sqrt(area * aspect));
  return [width, Math.round(area / width)];
}

function tripled(gray: Uint8Array): Uint8Array {
  const data = new Uint8Array(gray.length * 3);
  gray.forEach((v, i) => data.fill(v, i * 3, i * 3 + 3));
  return data;
}
