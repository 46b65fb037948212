/**
 * What lies inside of packages that are already compiled: npm knows the package, not its parts. Their
 * versions are read from the files that are shipped; what no file tells is here with where it is from.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A library inside of a package. */
export interface ShippedPart {
  name: string;
  version: string;
  /** An SPDX expression. */
  license: string;
  /** Where its sources are. */
  source: string;
  /** The package that it is in. */
  within: string;
}

/** Name, license and sources of what libvips is built with, by the names in versions.json of the package. */
const WITH_LIBVIPS: Record<string, [name: string, license: string, source: string]> = {
  aom: ['aom', 'BSD-2-Clause', 'https://aomedia.googlesource.com/aom'],
  archive: ['libarchive', 'BSD-2-Clause', 'https://github.com/libarchive/libarchive'],
  cairo: ['cairo', 'MPL-1.1', 'https://gitlab.freedesktop.org/cairo/cairo'],
  cgif: ['cgif', 'MIT', 'https://github.com/dloebl/cgif'],
  exif: ['libexif', 'LGPL-3.0-or-later', 'https://github.com/libexif/libexif'],
  expat: ['expat', 'MIT', 'https://github.com/libexpat/libexpat'],
  ffi: ['libffi', 'MIT', 'https://github.com/libffi/libffi'],
  fontconfig: ['fontconfig', 'HPND', 'https://gitlab.freedesktop.org/fontconfig/fontconfig'],
  freetype: ['freetype', 'FTL', 'https://gitlab.freedesktop.org/freetype/freetype'],
  fribidi: ['fribidi', 'LGPL-3.0-or-later', 'https://github.com/fribidi/fribidi'],
  glib: ['glib', 'LGPL-3.0-or-later', 'https://gitlab.gnome.org/GNOME/glib'],
  harfbuzz: ['harfbuzz', 'MIT', 'https://github.com/harfbuzz/harfbuzz'],
  heif: ['libheif', 'LGPL-3.0-or-later', 'https://github.com/strukturag/libheif'],
  highway: ['highway', 'BSD-3-Clause', 'https://github.com/google/highway'],
  imagequant: ['libimagequant', 'BSD-2-Clause', 'https://github.com/lovell/libimagequant'],
  lcms: ['lcms2', 'MIT', 'https://github.com/mm2/Little-CMS'],
  mozjpeg: ['mozjpeg', 'IJG AND BSD-3-Clause AND Zlib', 'https://github.com/mozilla/mozjpeg'],
  pango: ['pango', 'LGPL-3.0-or-later', 'https://gitlab.gnome.org/GNOME/pango'],
  pixman: ['pixman', 'MIT', 'https://gitlab.freedesktop.org/pixman/pixman'],
  png: ['libpng', 'libpng-2.0', 'https://github.com/pnggroup/libpng'],
  'proxy-libintl': ['proxy-libintl', 'LGPL-3.0-or-later', 'https://github.com/frida/proxy-libintl'],
  rsvg: ['librsvg', 'LGPL-3.0-or-later', 'https://gitlab.gnome.org/GNOME/librsvg'],
  tiff: ['libtiff', 'libtiff', 'https://gitlab.com/libtiff/libtiff'],
  uhdr: ['libultrahdr', 'MIT', 'https://github.com/google/libultrahdr'],
  vips: ['libvips', 'LGPL-3.0-or-later', 'https://github.com/libvips/libvips'],
  webp: ['libwebp', 'BSD-3-Clause', 'https://chromium.googlesource.com/webm/libwebp'],
  xml2: ['libxml2', 'MIT', 'https://gitlab.gnome.org/GNOME/libxml2'],
  'zlib-ng': ['zlib-ng', 'Zlib', 'https://github.com/zlib-ng/zlib-ng'],
};

/** On Windows and as WebAssembly, libvips is in the package of sharp itself. */
const LIBVIPS = /^@img\/sharp-(libvips-|win32-|wasm32)/;

/**
 * The parts of the packages in `names` that are installed in the folder `modules`. Throws where a package
 * has a part whose license is not known here, or no longer tells the versions of its parts.
 */
export function shippedParts(modules: string, names: readonly string[]): ShippedPart[] {
  return names
    .filter((name) => existsSync(join(modules, name)))
    .flatMap((name) => {
      if (LIBVIPS.test(name)) return partsOfLibvips(modules, name);
      if (name === 'libheif-js') return partsOfLibheif(modules);
      if (name === 'jxl-oxide-wasm') return cratesOf(join(modules, name, 'jxl_oxide_wasm_bg.wasm'));
      return [];
    });
}

function partsOfLibvips(modules: string, within: string): ShippedPart[] {
  const text = readFileSync(join(modules, within, 'versions.json'), 'utf8');
  return Object.entries(JSON.parse(text) as Record<string, string>).map(([key, version]) => {
    const known = WITH_LIBVIPS[key];
    if (known === undefined) throw new Error(`${within} holds ${key}, whose license is not known`);
    const [name, license, source] = known;
    return { name, version, license, source, within };
  });
}

/** The decoder is compiled into it: its WebAssembly holds both versions as texts. */
function partsOfLibheif(modules: string): ShippedPart[] {
  const within = 'libheif-js';
  const wasm = readFileSync(join(modules, within, 'libheif-wasm', 'libheif.wasm'), 'latin1');
  const { version: own } = JSON.parse(
    readFileSync(join(modules, within, 'package.json'), 'utf8'),
  ) as { version: string };
  const line = own.replace(/\.\d+$/, '.');
  const versions = [...new Set(wasm.match(/(?<=\0)\d+\.\d+\.\d+(?=\0)/g))];
  const heif = versions.filter((version) => version.startsWith(line));
  const hevc = versions.filter((version) => !version.startsWith(line));
  if (heif.length !== 1 || hevc.length !== 1) {
    throw new Error(`libheif.wasm no longer tells two versions, but ${versions.join(', ')}`);
  }
  const license = 'LGPL-3.0-or-later';
  const of = (name: string, version: string) => ({
    ...{ name, version, license, within },
    source: `https://github.com/strukturag/${name}`,
  });
  return [of('libheif', heif[0]), of('libde265', hevc[0])];
}

/** Licenses of crates that are not `MIT OR Apache-2.0`. */
const CRATE_LICENSES: Record<string, string> = {
  'alloc-stdlib': 'BSD-3-Clause',
  'brotli-decompressor': 'BSD-3-Clause OR MIT',
  miniz_oxide: 'MIT OR Zlib OR Apache-2.0',
  'tracing-core': 'MIT',
};

/** The crates that a compiled Rust program names in its messages; others may be in it unnamed. */
function cratesOf(path: string): ShippedPart[] {
  const text = readFileSync(path, 'latin1');
  const found = text.match(/[a-z][a-z0-9_-]*-\d+\.\d+\.\d+(?=\/src\/)/g) ?? [];
  if (found.length === 0) throw new Error(`${path} no longer names its crates`);
  return [...new Set(found)].sort().map((crate) => {
    const at = crate.lastIndexOf('-');
    const name = crate.slice(0, at);
    return {
      ...{ name, version: crate.slice(at + 1), within: 'jxl-oxide-wasm' },
      license: CRATE_LICENSES[name] ?? 'MIT OR Apache-2.0',
      source: `https://crates.io/crates/${name}`,
    };
  });
}
