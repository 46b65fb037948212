/**
 * `npm run sbom -- desktop|npm FILE`: what is shipped, as a software bill of materials (CycloneDX). npm
 * lists the packages; what is compiled into them, and Electron, are added. `desktop` has what is installed
 * for this system, `npm` what any system may install.
 */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { OWN_NODE, productionPackages, root } from './production.ts';
import { shippedParts, type ShippedPart } from './shipped-parts.ts';

export type SbomKind = 'desktop' | 'npm';

/** Of CycloneDX 1.5, what is read or written here. */
export interface Component {
  type: string;
  name: string;
  version: string;
  'bom-ref': string;
  purl?: string;
  licenses?: ({ license: { id: string } } | { expression: string })[];
  externalReferences?: { type: string; url: string }[];
  components?: Component[];
}

export interface Sbom {
  bomFormat: 'CycloneDX';
  specVersion: string;
  metadata: { component: Component };
  components: Component[];
  dependencies: { ref: string; dependsOn?: string[] }[];
}

/**
 * What npm lists by package-lock.json, with the tools of development: told to omit these, npm 11 also leaves
 * out what production shares with them, such as commander. Throws where npm fails.
 */
export async function npmSbom(): Promise<Sbom> {
  const args = ['sbom', '--sbom-format', 'cyclonedx', '--package-lock-only'];
  const { stdout } = await promisify(execFile)('npm', args, {
    cwd: root,
    maxBuffer: 64 * 1024 ** 2,
    shell: process.platform === 'win32',
  });
  return JSON.parse(stdout) as Sbom;
}

/** `bom` of npm as the bill of materials of that kind. Throws where a package no longer tells its parts. */
export function sbomOf(kind: SbomKind, bom: Sbom): Sbom {
  const packages = productionPackages();
  const isShipped = new Set(
    packages
      .filter(
        ({ name, isInstalled }) => kind === 'npm' || (isInstalled && !OWN_NODE.includes(name)),
      )
      .map(({ name, version }) => `${name}@${version}`),
  );
  const names = packages.filter(({ isInstalled }) => isInstalled).map(({ name }) => name);
  const parts = shippedParts(join(root, 'node_modules'), names);
  const shipped = restricted(completed(bom, parts), ({ name, version }) =>
    isShipped.has(`${name}@${version}`),
  );
  return kind === 'npm' ? shipped : withElectron(shipped);
}

/** `bom` with its own name, and with `parts` in the packages that hold them. */
function completed(bom: Sbom, parts: readonly ShippedPart[]): Sbom {
  const { component } = bom.metadata;
  const own = { ...component, type: 'application', name: 'scalescope' };
  const components = bom.components.map((one) => {
    const within = parts.filter((part) => part.within === one.name);
    if (within.length === 0) return one;
    return { ...one, components: within.map((part) => componentOf(part, one)) };
  });
  return { ...bom, metadata: { ...bom.metadata, component: own }, components };
}

function componentOf({ name, version, license, source }: ShippedPart, of: Component): Component {
  return {
    type: 'library',
    ...{ name, version },
    'bom-ref': `${of['bom-ref']}#${name}@${version}`,
    licenses: [/ (AND|OR) /.test(license) ? { expression: license } : { license: { id: license } }],
    externalReferences: [{ type: 'vcs', url: source }],
  };
}

/** `bom` with the components that `isKept` keeps, and nothing that refers to others. */
function restricted(bom: Sbom, isKept: (component: Component) => boolean): Sbom {
  const components = bom.components.filter(isKept);
  const refs = new Set([bom.metadata.component, ...components].map((one) => one['bom-ref']));
  const dependencies = bom.dependencies
    .filter(({ ref }) => refs.has(ref))
    .map(({ ref, dependsOn = [] }) => ({ ref, dependsOn: dependsOn.filter((to) => refs.has(to)) }));
  return { ...bom, components, dependencies };
}

/** The desktop app is Electron too; it lists its own parts in LICENSES.chromium.html beside the program. */
function withElectron(bom: Sbom): Sbom {
  const file = join(root, 'node_modules', 'electron', 'package.json');
  const { version } = JSON.parse(readFileSync(file, 'utf8')) as { version: string };
  const electron: Component = {
    type: 'framework',
    name: 'electron',
    version,
    'bom-ref': `electron@${version}`,
    purl: `pkg:npm/electron@${version}`,
    licenses: [{ license: { id: 'MIT' } }],
    externalReferences: [{ type: 'vcs', url: 'https://github.com/electron/electron' }],
  };
  const own = bom.metadata.component['bom-ref'];
  const dependencies = bom.dependencies.map((one) =>
    one.ref === own ? { ...one, dependsOn: [...(one.dependsOn ?? []), electron['bom-ref']] } : one,
  );
  return {
    ...bom,
    components: [...bom.components, electron],
    dependencies: [...dependencies, { ref: electron['bom-ref'], dependsOn: [] }],
  };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const [kind, path] = process.argv.slice(2);
  if ((kind !== 'desktop' && kind !== 'npm') || path === undefined) {
    process.stderr.write('Expected: npm run sbom -- desktop|npm FILE\n');
    process.exit(2);
  }
  const bom = sbomOf(kind, await npmSbom());
  await mkdir(dirname(resolve(path)), { recursive: true });
  await writeFile(path, `${JSON.stringify(bom, null, 2)}\n`);
  process.stdout.write(`${path}: ${bom.components.length} components\n`);
}
