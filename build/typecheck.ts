/** `npm run typecheck`: every tree with its own idea of what exists at run time. */
import { run } from './run.ts';

const TREES = ['shared', 'main', 'renderer', 'build', 'test'];

let exitCode = 0;
for (const tree of TREES) {
  if ((await run('tsc', ['-p', tree])) !== 0) exitCode = 1;
}
process.exitCode = exitCode;
