/** Small images of every format that is read, with what is stored beside pixels. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import sharp from 'sharp';
import { pngChunk } from '../../../main/engine/decode/formats/png-chunks.ts';
import { makeRaster } from '../../../shared/base/raster.ts';
import {
  animatedGif,
  animatedWebp,
  blackPng,
  pagedTiff,
} from '../../support/files/costly-files.ts';
import {
  exifSegment,
  jpegSegment,
  makeApng,
  makeExif,
  makeMpo,
  withChunks,
  withSegments,
  withSubImage,
  xmpSegment,
} from '../../support/files/file-parts.ts';
import { iccProfile } from '../../support/files/icc-profile.ts';
import { noiseBytes } from '../../support/noise.ts';
import { once, type Seed } from './seed.ts';

/** Committed samples of formats that only foreign tools write. */
const SAMPLES = ['../../samples/loaders/files/', '../../samples/decode/'];
const MOST_BYTES = 6000;
const IMAGE = /\.(png|jpe?g|gif|webp|tiff?|bmp|avif|heic|jxl)$/;

const XMP =
  '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">' +
  '<rdf:Description xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmp:CreatorTool="tool"/></rdf:RDF></x:xmpmeta>';

/** The images, by name; the same bytes for the same versions of the encoders. */
export const imageSeeds = once(async (): Promise<Seed[]> => [
  ...(await drawn()),
  ...SAMPLES.flatMap(samplesIn),
]);

async function drawn(): Promise<Seed[]> {
  const noise = (width: number, height: number, channels: 1 | 2 | 3 | 4) =>
    sharp(noiseBytes(width * height * channels), { raw: { width, height, channels } });
  const flat = (level: number, width = 12, height = 9) =>
    makeRaster(width, height, 3, new Uint8Array(width * height * 3).fill(level));
  const jpeg = await noise(24, 17, 3).jpeg({ quality: 60 }).toBuffer();
  const png = await noise(9, 7, 4).png().toBuffer();
  const gray = await noise(16, 16, 1).png({ palette: true }).toBuffer();
  const tiff = await noise(8, 8, 3).tiff({ compression: 'lzw' }).toBuffer();
  const exif = makeExif({ 270: 'a drum', 271: 'maker', 305: 'tool', 315: 'artist' }, jpeg);
  const profile = iccProfile((level) => (level / 255) ** 2.2);
  const seeds: [string, Buffer | Promise<Buffer>][] = [
    ['rgba.png', png],
    ['palette.png', gray],
    ['interlaced.png', noise(9, 7, 3).png({ progressive: true }).toBuffer()],
    ['sixteen.png', noise(6, 5, 3).toColourspace('rgb16').png().toBuffer()],
    ['black.png', blackPng({ width: 40, height: 30, bitDepth: 1, colorType: 0 })],
    [
      'texts.png',
      withChunks(
        png,
        pngChunk('tEXt', Buffer.from('Comment\0a drum')),
        pngChunk('iTXt', Buffer.from('XML:com.adobe.xmp\0\0\0\0\0' + XMP)),
        pngChunk('pHYs', Buffer.from([0, 0, 11, 19, 0, 0, 11, 19, 1])),
        pngChunk('gAMA', Buffer.from([0, 0, 0xb1, 0x8f])),
        pngChunk('eXIf', exif),
      ),
    ],
    ['icc.png', noise(8, 8, 3).withIccProfile('p3').png().toBuffer()],
    ['frames.png', makeApng([{ raster: flat(20) }, { raster: flat(90, 5, 4), x: 2, y: 3 }])],
    ['rgb.jpg', jpeg],
    ['progressive.jpg', noise(20, 20, 3).jpeg({ progressive: true }).toBuffer()],
    ['cmyk.jpg', noise(16, 16, 4).toColourspace('cmyk').jpeg().toBuffer()],
    [
      'facts.jpg',
      withSegments(
        jpeg,
        exifSegment(exif),
        xmpSegment(XMP),
        jpegSegment(0xe2, Buffer.concat([Buffer.from('ICC_PROFILE\0\x01\x01'), profile])),
        jpegSegment(0xed, Buffer.from('Photoshop 3.0\x008BIM\x04\x0c\0\0\0\0\0\0')),
        jpegSegment(0xfe, Buffer.from('a comment')),
      ),
    ],
    ['stereo.jpg', makeMpo(jpeg, [{ type: 0x020002, jpeg }])],
    ['frames.gif', animatedGif(8, 8, 3)],
    ['noise.gif', noise(12, 12, 3).gif().toBuffer()],
    ['lossy.webp', noise(16, 16, 3).webp({ quality: 50 }).toBuffer()],
    ['alpha.webp', noise(16, 16, 4).webp({ lossless: true }).toBuffer()],
    ['frames.webp', animatedWebp(8, 8, 3)],
    [
      'facts.webp',
      sharp(png)
        .withExif({ IFD0: { ImageDescription: 'a drum' } })
        .webp()
        .toBuffer(),
    ],
    ['pages.tiff', pagedTiff(6, 5, 3)],
    ['lzw.tiff', tiff],
    ['sub.tiff', withSubImage(tiff, tiff)],
    ['jpeg.tiff', noise(16, 16, 3).tiff({ compression: 'jpeg' }).toBuffer()],
    ['deflate.tiff', noise(8, 8, 3).tiff({ compression: 'deflate', tile: true }).toBuffer()],
    ['rgb.avif', noise(16, 16, 3).avif({ effort: 0 }).toBuffer()],
  ];
  return Promise.all(seeds.map(async ([name, bytes]) => ({ name, bytes: await bytes })));
}

function samplesIn(folder: string): Seed[] {
  const url = new URL(folder, import.meta.url);
  return readdirSync(url)
    .filter((name) => IMAGE.test(name) && statSync(new URL(name, url)).size <= MOST_BYTES)
    .sort()
    .map((name) => ({ name, bytes: readFileSync(new URL(name, url)) }));
}
