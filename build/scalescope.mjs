#!/usr/bin/env node
// Plain JavaScript that old versions of Node can read: it finds a Node that can run the rest.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const args = process.argv.slice(2);

if (isNewEnough(process.versions.node)) await runHere();
else runWithBundledNode();

/** The sources run by type stripping, which needs Node 22.18. */
function isNewEnough(version) {
  const [major, minor] = version.split('.').map(Number);
  return major > 22 || (major === 22 && minor >= 18);
}

async function runHere() {
  const { run } = await import(pathToFileURL(await entry()).href);
  process.exitCode = await run(args);
}

/** The built command line where it is newer than all sources, else the sources. */
async function entry() {
  const built = join(root, 'dist', 'main', 'cli.js');
  const source = join(root, 'main', 'cli.ts');
  // Node strips no types below node_modules, where an installed copy lives.
  if (!existsSync(source) || root.split(sep).includes('node_modules')) return built;
  const { isFresh } = await import('./freshness.ts');
  return isFresh() ? built : source;
}

function runWithBundledNode() {
  const name = process.platform === 'win32' ? 'node.exe' : 'node';
  const node = join(root, 'node_modules', 'node', 'bin', name);
  if (!existsSync(node)) {
    process.stderr.write(
      `scalescope: Node 22.18 or later is needed, and this is ${process.versions.node}\n`,
    );
    process.exitCode = 2;
    return;
  }
  const child = spawn(node, [fileURLToPath(import.meta.url), ...args], { stdio: 'inherit' });
  // A terminal sends Ctrl-C to both; the child decides, and its code is passed on.
  process.on('SIGINT', () => undefined);
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) =>
    signal ? process.kill(process.pid, 'SIGKILL') : process.exit(code),
  );
}
