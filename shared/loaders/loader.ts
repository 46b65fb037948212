/** The loaders: calls of libraries that turn a file into an array of pixels. */
import { UserError } from '../base/errors.ts';
import { nearName } from '../base/near-name.ts';
import type { ImageFormat } from '../image/facts.ts';
import type { LoaderMode } from './stored/loaded-picture.ts';

export interface Loader {
  /** `library/call`. */
  id: string;
  library:
    | 'pillow'
    | 'opencv'
    | 'torchvision'
    | 'tensorflow'
    | 'libvips'
    | 'chromium'
    | 'libheif'
    | 'libjxl';
  /** The release its arrays were compared with. */
  version: string;
  /** The call a user of the library writes; color order is turned to RGB. */
  call: string;
  mode: LoaderMode;
  /** What is asked for besides a mode: of TensorFlow, and the color space of sharp. */
  asked?: {
    dct?: 'slow';
    isDeep?: true;
    formats?: readonly ImageFormat[];
    space?: 'b-w' | 'rgb16';
  };
  /** Whether files that are cut off are loaded as far as they go. */
  isLenient?: true;
  /** Whether the call turns the picture by its EXIF orientation. Pillow turns TIFF by itself. */
  orientation: 'stored' | 'applied';
}

function pillow(id: string, mode: LoaderMode, call: string, orientation: Loader['orientation']) {
  return {
    id: `pillow/${id}`,
    library: 'pillow',
    version: '12.3.0',
    call,
    mode,
    orientation,
  } as const;
}

function opencv(id: string, mode: LoaderMode, flag: string, orientation: Loader['orientation']) {
  const call = `cv2.imread(path, cv2.${flag})`;
  return {
    id: `opencv/${id}`,
    library: 'opencv',
    version: '5.0.0',
    call,
    mode,
    orientation,
  } as const;
}

function torchvision(id: string, mode: LoaderMode, orientation: Loader['orientation']) {
  const flag = { rgb: 'RGB', gray: 'GRAY', 'gray-alpha': 'GRAY_ALPHA', rgba: 'RGB_ALPHA' };
  const asked = mode === 'as-is' ? '' : `, "${flag[mode]}"`;
  const turn = orientation === 'applied' ? ', apply_exif_orientation=True' : '';
  return {
    id: `torchvision/${id}`,
    library: 'torchvision',
    version: '0.29.2',
    call: `torchvision.io.decode_image(path${asked}${turn})`,
    mode,
    orientation,
  } as const;
}

function tensorflow(id: string, mode: LoaderMode, rest: string, asked: Loader['asked'] = {}) {
  const call = asked.formats ? 'decode_jpeg' : 'decode_image';
  const still = asked.formats ? '' : ', expand_animations=False';
  return {
    id: `tensorflow/${id}`,
    library: 'tensorflow',
    version: '2.21.0',
    call: `tf.io.${call}(tf.io.read_file(path)${rest}${still})`,
    mode,
    asked,
    orientation: 'stored',
  } as const;
}

function sharp(id: string, mode: LoaderMode, calls: string, asked: Loader['asked'] = {}) {
  return {
    id: `libvips/${id}`,
    library: 'libvips',
    version: '8.18.7',
    call: `sharp(path)${calls}.raw(${asked.space === 'rgb16' ? "{ depth: 'ushort' }" : ''}).toBuffer()`,
    mode,
    asked,
    orientation: id.startsWith('auto-orient') ? 'applied' : 'stored',
  } as const;
}

export const LOADERS: readonly Loader[] = [
  pillow('convert-rgb', 'rgb', 'Image.open(path).convert("RGB")', 'stored'),
  pillow(
    'exif-transpose+convert-rgb',
    'rgb',
    'ImageOps.exif_transpose(Image.open(path)).convert("RGB")',
    'applied',
  ),
  {
    ...pillow(
      'load-truncated+convert-rgb',
      'rgb',
      'ImageFile.LOAD_TRUNCATED_IMAGES = True; Image.open(path).convert("RGB")',
      'stored',
    ),
    isLenient: true,
  },
  pillow('convert-l', 'gray', 'Image.open(path).convert("L")', 'stored'),
  pillow('convert-rgba', 'rgba', 'Image.open(path).convert("RGBA")', 'stored'),
  pillow('as-is', 'as-is', 'Image.open(path)', 'stored'),
  opencv('imread-color', 'rgb', 'IMREAD_COLOR', 'applied'),
  opencv('imread-unchanged', 'as-is', 'IMREAD_UNCHANGED', 'stored'),
  opencv('imread-grayscale', 'gray', 'IMREAD_GRAYSCALE', 'applied'),
  torchvision('decode-unchanged', 'as-is', 'stored'),
  torchvision('decode-rgb', 'rgb', 'stored'),
  torchvision('decode-rgb+exif', 'rgb', 'applied'),
  torchvision('decode-gray', 'gray', 'stored'),
  torchvision('decode-gray-alpha', 'gray-alpha', 'stored'),
  torchvision('decode-rgba', 'rgba', 'stored'),
  tensorflow('decode-image', 'as-is', ''),
  tensorflow('decode-image+rgb', 'rgb', ', channels=3'),
  tensorflow('decode-image+gray', 'gray', ', channels=1'),
  tensorflow('decode-image+rgba', 'rgba', ', channels=4'),
  tensorflow('decode-image+uint16', 'as-is', ', dtype=tf.uint16', { isDeep: true }),
  tensorflow('decode-jpeg+accurate', 'rgb', ', channels=3, dct_method="INTEGER_ACCURATE"', {
    dct: 'slow',
    formats: ['jpeg'],
  }),
  sharp('raw', 'as-is', ''),
  sharp('auto-orient+raw', 'as-is', '.autoOrient()'),
  sharp('b-w+raw', 'gray', ".toColourspace('b-w')", { space: 'b-w' }),
  sharp('rgb16+raw', 'rgb', ".toColourspace('rgb16')", { space: 'rgb16' }),
  {
    id: 'chromium/canvas',
    library: 'chromium',
    version: '156',
    call: 'context.drawImage(await createImageBitmap(file), 0, 0); context.getImageData(...)',
    mode: 'rgba',
    orientation: 'applied',
  },
  {
    id: 'libheif/heif-convert',
    library: 'libheif',
    version: '1.15.1',
    call: 'heif-convert file.heic file.png',
    mode: 'as-is',
    orientation: 'applied',
  },
  {
    id: 'libjxl/djxl',
    library: 'libjxl',
    version: '0.7.0',
    call: 'djxl file.jxl file.png',
    mode: 'as-is',
    orientation: 'applied',
  },
];

const byId = new Map(LOADERS.map((loader) => [loader.id, loader]));

/** The loader of that id. Throws UserError `invalid-argument` that suggests an id that is near. */
export function findLoader(id: string): Loader {
  const loader = byId.get(id);
  if (loader !== undefined) return loader;
  const near = nearName(String(id), [...byId.keys()]);
  const help =
    near === null ? `Known are ${[...byId.keys()].join(', ')}.` : `Did you mean ${near}?`;
  throw new UserError('invalid-argument', `Unknown loader "${id}". ${help}`);
}
