/**
 * `node build/lanes.ts`: compiles assembly/lanes.ts (AssemblyScript) into the module that
 * shared/resample/lanes carries in base64. The result is kept with the sources, so that they run
 * without a build; a test compiles again and compares.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import asc from 'assemblyscript/asc';
import { format, resolveConfig } from 'prettier';
import { root } from './freshness.ts';

export const lanesModule = join(root, 'shared/resample/lanes/module.ts');

const FLAGS = ['--runtime', 'stub', '--enable', 'simd', '--noAssert', '-O3', '--converge'];

/** The text of shared/resample/lanes/module.ts. */
export async function compileLanes(): Promise<string> {
  let code: Uint8Array | undefined;
  const { error, stderr } = await asc.main(
    ['lanes.ts', '--baseDir', join(root, 'assembly'), '--outFile', 'lanes.wasm', ...FLAGS],
    { writeFile: (_name, contents) => void (code = contents as Uint8Array) },
  );
  if (error !== null || code === undefined) throw new Error(`asc failed: ${stderr.toString()}`);
  const text =
    '/** assembly/lanes.ts, compiled, in base64. Made by `node build/lanes.ts`. */\n' +
    `export const LANES_MODULE = '${Buffer.from(code).toString('base64')}';\n`;
  return format(text, { ...(await resolveConfig(lanesModule)), parser: 'typescript' });
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  writeFileSync(lanesModule, await compileLanes());
}
