/**
 * Builds dist/: the renderer (dist/renderer) with its scripts in one file, the rest file by file
 * (dist/main, dist/shared), so that paths between them are the same as in the sources; and the types
 * of the library (dist/types). It is built in a folder beside, which takes the place of dist/ once it is
 * complete: a build that fails leaves the one before as it was.
 */
import { existsSync, readFileSync } from 'node:fs';
import { chmod, mkdtemp, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { builtinModules } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, type InlineConfig } from 'vite';
import { isFresh, root, STAMP } from './freshness.ts';
import { writeThirdParty } from './release/third-party.ts';
import { run } from './run.ts';

const ENTRIES = [
  'main/electron/electron',
  'main/cli',
  'main/cases/team/database-thread',
  'main/engine/engine-process',
  'main/engine/tasks/views/matrix-thread',
  'main/library',
  'shared/scalescope',
];

const dist = join(root, 'dist');

/** Builds everything. */
export async function bundle(): Promise<void> {
  const started = new Date(); // an edit during the build has to count as newer
  const fresh = await mkdtemp(join(root, 'dist.new-'));
  const stale = `${fresh}.old`;
  try {
    const builds = [buildRenderer, buildMain, buildPreload, buildTypes, writeThirdParty].map(
      (part) => part(fresh),
    );
    const failed = (await Promise.allSettled(builds)).find(({ status }) => status === 'rejected');
    if (failed?.status === 'rejected') throw failed.reason; // once no part writes any more
    await chmod(fresh, 0o755);
    await writeFile(join(fresh, STAMP), '');
    await utimes(join(fresh, STAMP), started, started);
    if (existsSync(dist)) await rename(dist, stale);
    try {
      await rename(fresh, dist);
    } catch (error) {
      if (existsSync(stale) && !existsSync(dist)) await rename(stale, dist);
      throw error;
    }
  } finally {
    await rm(fresh, { recursive: true, force: true });
    await rm(stale, { recursive: true, force: true });
  }
}

/** Builds everything unless dist/ is newer than every source. */
export async function bundleIfStale(): Promise<void> {
  if (!isFresh()) await bundle();
}

const common: InlineConfig = { configFile: false, root, logLevel: 'warn', publicDir: false };

function buildRenderer(out: string): Promise<unknown> {
  return build({
    ...common,
    root: join(root, 'renderer'),
    base: './',
    oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
    build: {
      outDir: join(out, 'renderer'),
      emptyOutDir: true,
      target: 'chrome140',
      modulePreload: false,
      assetsInlineLimit: 0,
      reportCompressedSize: false,
    },
  });
}

function buildMain(out: string): Promise<unknown> {
  return build({
    ...common,
    build: {
      ssr: true,
      outDir: out,
      emptyOutDir: false,
      target: 'node22',
      minify: false,
      rolldownOptions: {
        input: ENTRIES.map((name) => join(root, `${name}.ts`)),
        external: isExternal,
        output: {
          format: 'es',
          preserveModules: true,
          preserveModulesRoot: root,
          entryFileNames: '[name].js',
        },
      },
    },
  });
}

/** A sandboxed preload has to be one CommonJS file. */
function buildPreload(out: string): Promise<unknown> {
  return build({
    ...common,
    build: {
      ssr: true,
      outDir: join(out, 'main'),
      emptyOutDir: false,
      target: 'node22',
      minify: false,
      rolldownOptions: {
        input: join(root, 'main/electron/preload.ts'),
        external: isExternal,
        output: { format: 'cjs', entryFileNames: 'preload.cjs' },
      },
    },
  });
}

/** The declarations of the library, of its part on pixels and its part on files. */
async function buildTypes(out: string): Promise<void> {
  const argv = ['-p', 'build/tsconfig.types.json', '--outDir', join(out, 'types')];
  if ((await run('tsc', argv)) !== 0) {
    throw new Error('The types of the library could not be written');
  }
}

const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  dependencies: Record<string, string>;
  optionalDependencies: Record<string, string>;
};
const { dependencies, optionalDependencies } = manifest;
const installed = ['electron', ...Object.keys({ ...dependencies, ...optionalDependencies })];

function isExternal(id: string): boolean {
  const name = id.startsWith('@') ? id.split('/', 2).join('/') : id.split('/', 1)[0]!;
  return id.startsWith('node:') || builtinModules.includes(id) || installed.includes(name);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await bundle();
