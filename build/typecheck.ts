/**
 * `npm run typecheck`: every tree with its own idea of what exists at run time. What was found is kept
 * in node_modules/.cache, so that only what an edit touches is checked again.
 */
import { run } from './run.ts';

const TREES = ['wasm', 'shared', 'main', 'renderer', 'build', 'test'];

let exitCode = 0;
for (const tree of TREES) {
  const kept = ['--incremental', '--tsBuildInfoFile', `node_modules/.cache/tsc/${tree}.json`];
  if ((await run('tsc', ['-p', tree, ...kept])) !== 0) exitCode = 1;
}
process.exitCode = exitCode;
