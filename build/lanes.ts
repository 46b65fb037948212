/**
 * `node build/lanes.ts`: compiles assembly/*.ts (AssemblyScript) into the modules that shared carries
 * in base64. The results are kept with the sources, so that they run without a build; a test compiles
 * again and compares.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import asc from 'assemblyscript/asc';
import { format, resolveConfig } from 'prettier';
import { root } from './freshness.ts';

interface LaneModule {
  /** In assembly/. */
  source: string;
  /** Where the compiled module is kept, and the name it is exported by. */
  path: string;
  name: string;
}

export const LANE_MODULES: readonly LaneModule[] = [
  { source: 'lanes.ts', path: join(root, 'shared/resample/lanes/module.ts'), name: 'LANES_MODULE' },
  {
    source: 'detect.ts',
    path: join(root, 'shared/detect/kernels/module.ts'),
    name: 'DETECT_MODULE',
  },
];

const FLAGS = ['--runtime', 'stub', '--enable', 'simd', '--noAssert', '-O3', '--converge'];

/** The text of the TypeScript file that carries a module. */
export async function compileLanes({ source, path, name }: LaneModule): Promise<string> {
  let code: Uint8Array | undefined;
  const { error, stderr } = await asc.main(
    [source, '--baseDir', join(root, 'assembly'), '--outFile', 'lanes.wasm', ...FLAGS],
    { writeFile: (_name, contents) => void (code = contents as Uint8Array) },
  );
  if (error !== null || code === undefined) throw new Error(`asc failed: ${stderr.toString()}`);
  const text =
    `/** assembly/${source}, compiled, in base64. Made by \`node build/lanes.ts\`. */\n` +
    `export const ${name} = '${Buffer.from(code).toString('base64')}';\n`;
  return format(text, { ...(await resolveConfig(path)), parser: 'typescript' });
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  for (const module of LANE_MODULES) writeFileSync(module.path, await compileLanes(module));
}
