/** THIRD-PARTY.txt: whose work is shipped, under which terms, and which parts can be replaced. */
import { readdirSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { productionPackages, root, type ProductionPackage } from './production.ts';
import { shippedParts } from './shipped-parts.ts';

/** The name of the file, in dist/ and beside the packed app. */
export const THIRD_PARTY = 'THIRD-PARTY.txt';

/** How files with terms are called. */
const TERMS = /^(licen[cs]e|copying|notice|third.?party)/i;

const HEAD = `Scalescope is licensed under the Apache License 2.0 (LICENSE). It is shipped with the work of others,
which is listed here with its terms: the packages of npm that are installed for this system, and what
is compiled into them. The desktop app is also Electron: see LICENSE.electron.txt and
LICENSES.chromium.html beside the program.

PARTS THAT CAN BE REPLACED

The parts under the GNU Lesser General Public License are files of their own, which Scalescope loads when
it runs. You may replace them by your own builds with the same interface. Below node_modules (of the
desktop app: resources/app.asar.unpacked/node_modules) they are:

  @img/sharp-libvips-SYSTEM/lib/   libvips and the libraries that are linked into it
  @img/sharp-win32-*/lib/          the same on Windows, as DLLs
  libheif-js/libheif-wasm/         libheif and libde265, as WebAssembly and the script that loads it

Their sources are at the addresses below, in the versions below. The scripts that build them are at
https://github.com/lovell/sharp-libvips and https://github.com/catdad-experiments/libheif-js.
`;

const LINE = '='.repeat(100);

/** The text, of what is installed here. Throws where a package has no license. */
export function thirdPartyText(): string {
  const installed = productionPackages().filter(({ isInstalled }) => isInstalled);
  const names = installed.map(({ name }) => name);
  const parts = shippedParts(join(root, 'node_modules'), names);
  const within = parts.map(
    ({ name, version, license, source, within: of }) =>
      `  ${`${name} ${version}`.padEnd(30)} ${license.padEnd(32)} in ${of}\n${' '.repeat(33)} ${source}`,
  );
  const packages = installed.map(
    ({ name, version, license }) => `  ${`${name} ${version}`.padEnd(48)} ${license}`,
  );
  return [
    HEAD,
    `PARTS THAT ARE COMPILED INTO PACKAGES\n\n${within.join('\n')}\n`,
    `PACKAGES\n\n${packages.join('\n')}\n`,
    `TERMS\n\n${installed.map(termsOf).filter(Boolean).join('\n')}`,
  ].join('\n');
}

/** The texts that the package brings; empty where it brings none: its license is in the list. */
function termsOf({ folder, name, version }: ProductionPackage): string {
  const place = join(root, folder);
  const texts = readdirSync(place, { withFileTypes: true })
    .filter((entry) => entry.isFile() && TERMS.test(entry.name))
    .map((entry) => readFileSync(join(place, entry.name), 'utf8').replaceAll('\r', '').trim());
  if (texts.length === 0) return '';
  return `${LINE}\n${name} ${version}\n${LINE}\n\n${texts.join('\n\n')}\n`;
}

/** Writes the text into `folder`. */
export function writeThirdParty(folder: string): Promise<void> {
  return writeFile(join(folder, THIRD_PARTY), thirdPartyText());
}
