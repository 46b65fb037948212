/**
 * `node build/lanes.ts`: compiles assembly/*.ts (AssemblyScript) into the modules that shared carries
 * in base64, and writes what they export as TypeScript interfaces. The results are kept with the
 * sources, so that they run without a build; a test compiles again and compares.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import asc from 'assemblyscript/asc';
import { format, resolveConfig } from 'prettier';
import { root } from './freshness.ts';

interface LaneModule {
  /** In assembly/. */
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

export const LANE_MODULES: readonly LaneModule[] = [
  {
    source: 'lanes.ts',
    folder: join(root, 'shared/resample/lanes'),
    name: 'LANES_MODULE',
    exports: 'LanesExports',
  },
  {
    source: 'detect.ts',
    folder: join(root, 'shared/detect/kernels'),
    name: 'DETECT_MODULE',
    exports: 'DetectExports',
  },
];

const ASSEMBLY = join(root, 'assembly');
const FLAGS = ['--runtime', 'stub', '--enable', 'simd', '--noAssert', '-O3', '--converge'];

/** The TypeScript files that carry a module and say what it exports. */
export async function compileLanes({ source, folder, name, exports }: LaneModule): Promise<Made[]> {
  const written = new Map<string, string | Uint8Array>();
  const { error, stderr } = await asc.main(
    [source, '--baseDir', ASSEMBLY, '--outFile', 'lanes.wasm', '--bindings', 'raw', ...FLAGS],
    { writeFile: (file, contents) => void written.set(file, contents) },
  );
  const [code, declared] = [written.get('lanes.wasm'), written.get('lanes.d.ts')];
  if (error !== null || typeof code !== 'object' || typeof declared !== 'string')
    throw new Error(`asc failed: ${stderr.toString()}`);
  const made = 'Made by `node build/lanes.ts`.';
  return Promise.all([
    formatted(
      join(folder, 'module.ts'),
      `/** assembly/${source}, compiled, in base64. ${made} */
      export const ${name} = '${Buffer.from(code).toString('base64')}';`,
    ),
    formatted(
      join(folder, 'exports.ts'),
      `/** What assembly/${source} exports. ${made} */

      /** A place in the memory of the machine, in bytes. */
      export type Address = number;

      export interface ${exports} {
      ${membersOf(declared)}
      }`,
    ),
  ]);
}

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
    const parameters = [...tags.matchAll(/@param (\w+) `(\w+)`/g)].map(([, parameter, type]) => {
      return `${parameter}: ${type === 'usize' ? 'Address' : 'number'}`;
    });
    return `${commentOf(file, name)}${name}(${parameters.join(', ')}): ${result};`;
  });
  const count = declared.split('export function ').length - 1;
  if (members.length !== count)
    throw new Error(`Expected ${count} exports but read ${members.length}`);
  return members.join('\n');
}

/** The comment before a function of a source; empty where there is none. */
function commentOf(file: string, name: string): string {
  const text = readFileSync(join(ASSEMBLY, `${file}.ts`), 'utf8');
  const before = text.slice(0, text.indexOf(`export function ${name}(`)).trimEnd();
  return before.endsWith('*/') ? `${before.slice(before.lastIndexOf('/**'))}\n` : '';
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  for (const module of LANE_MODULES) {
    for (const { path, text } of await compileLanes(module)) writeFileSync(path, text);
  }
}
