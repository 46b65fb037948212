/**
 * `node build/kernels.ts`: compiles wasm/*.ts (AssemblyScript) into the modules that shared carries
 * in base64, and writes what they export as TypeScript interfaces. The results are kept with the
 * sources, so that they run without a build; a test compiles again and compares.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import asc from 'assemblyscript/asc';
import { format, resolveConfig } from 'prettier';
import { root } from './freshness.ts';

interface KernelModule {
  /** In wasm/. */
  source: string;
  /** Where `module.ts` and `exports.ts` are kept. */
  folder: string;
  /** What they export: the compiled module, and the interface of what that exports. */
  name: string;
  exports: string;
}

interface Made {
  path: string;
  text: string;
}

export const KERNEL_MODULES: readonly KernelModule[] = [
  {
    source: 'resize/simd.ts',
    folder: join(root, 'shared/resample/simd'),
    name: 'SIMD_MODULE',
    exports: 'SimdExports',
  },
  {
    source: 'detect/detect.ts',
    folder: join(root, 'shared/detect/kernels'),
    name: 'DETECT_MODULE',
    exports: 'DetectExports',
  },
];

const SOURCES = join(root, 'wasm');
const FLAGS = ['--runtime', 'stub', '--enable', 'simd', '--noAssert', '-O3', '--converge'];

/** The TypeScript files that carry a module and say what it exports. */
export async function compileKernels({
  source,
  folder,
  name,
  exports,
}: KernelModule): Promise<Made[]> {
  const written = new Map<string, string | Uint8Array>();
  const { error, stderr } = await asc.main(
    [source, '--baseDir', SOURCES, '--outFile', 'kernels.wasm', '--bindings', 'raw', ...FLAGS],
    { writeFile: (file, contents) => void written.set(file, contents) },
  );
  const [code, declared] = [written.get('kernels.wasm'), written.get('kernels.d.ts')];
  if (error !== null || typeof code !== 'object' || typeof declared !== 'string')
    throw new Error(`asc failed: ${stderr.toString()}`);
  const members = membersOf(declared);
  const made = 'Made by `node build/kernels.ts`.';
  return Promise.all([
    formatted(
      join(folder, 'module.ts'),
      `/** wasm/${source}, compiled, in base64. ${made} */
      export const ${name} = '${Buffer.from(code).toString('base64')}';`,
    ),
    formatted(
      join(folder, 'exports.ts'),
      `/** What wasm/${source} exports. ${made} */

      ${members.includes('Address<') ? ADDRESS_OF_KIND : ADDRESS}

      export interface ${exports} {
      ${members}
      }`,
    ),
  ]);
}

const ADDRESS = `/** A place in the memory of the WebAssembly instance, in bytes. */
  export type Address = number;`;
const ADDRESS_OF_KIND = `/** A place in the memory of the WebAssembly instance, in bytes, and of what is there; arithmetic makes none. */
  export type Address<Kind> = number & { readonly of: Kind };`;

/** What is viewed at an address of each type of wasm/detect/kinds.ts. */
const VIEWS = new Map([
  ['Bytes', 'Uint8Array'],
  ['Halves', 'Int16Array'],
  ['Counts', 'Uint16Array'],
  ['Words', 'Int32Array'],
  ['Singles', 'Float32Array'],
  ['Doubles', 'Float64Array'],
]);

async function formatted(path: string, text: string): Promise<Made> {
  const options = await resolveConfig(path);
  return { path, text: await format(text, { ...options, parser: 'typescript' }) };
}

/** A function in what asc declares: its comment names it and the types that the sources give. */
const DECLARED =
  /\/\*\*\s+\* ([\w/-]+)\/(\w+)\n((?:\s+\* @.*\n)*)\s+\*\/\s+export function .*: (\w+);/g;

/** The functions that asc declares as members of an interface, with the comments of the sources. */
function membersOf(declared: string): string {
  const members = [...declared.matchAll(DECLARED)].map(([, file, name, tags, result]) => {
    const { comment, types } = sourceOf(file, name);
    const parameters = [...tags.matchAll(/@param (\w+) `(\w+)`/g)].map(([, parameter, type]) => {
      const view = VIEWS.get(types.get(parameter) ?? '');
      const address = view === undefined ? 'Address' : `Address<${view}>`;
      return `${parameter}: ${type === 'usize' ? address : 'number'}`;
    });
    return `${comment}${name}(${parameters.join(', ')}): ${result};`;
  });
  const count = declared.split('export function ').length - 1;
  if (members.length !== count)
    throw new Error(`Expected ${count} exports but read ${members.length}`);
  return members.join('\n');
}

/** The comment before a function of a source, empty where there is none, and the types it names. */
function sourceOf(file: string, name: string): { comment: string; types: Map<string, string> } {
  const text = readFileSync(join(SOURCES, `${file}.ts`), 'utf8');
  const start = text.indexOf(`export function ${name}(`);
  const before = text.slice(0, start).trimEnd();
  const comment = before.endsWith('*/') ? `${before.slice(before.lastIndexOf('/**'))}\n` : '';
  const parameters = text.slice(start, text.indexOf(')', start));
  const types = [...parameters.matchAll(/(\w+): (\w+)/g)].map(
    ([, one, type]) => [one, type] as const,
  );
  return { comment, types: new Map(types) };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  for (const module of KERNEL_MODULES) {
    for (const { path, text } of await compileKernels(module)) writeFileSync(path, text);
  }
}
