#!/usr/bin/env node
// Plain JavaScript that old versions of Node can read: it finds a Node that can run the rest.
import { spawn } from 'node:child_process';
import { accessSync, constants, existsSync, lstatSync, mkdirSync } from 'node:fs';
import * as nodeModule from 'node:module';
import { homedir, platform, tmpdir } from 'node:os';
import { dirname, isAbsolute, join, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const args = process.argv.slice(2);

if (isNewEnough(process.versions.node)) await runHere();
else runWithBundledNode();

/** The sources run by type stripping, which needs Node 22.18, and in the line of 23 Node 23.6. */
function isNewEnough(version) {
  const [major, minor] = version.split('.').map(Number);
  if (major === 23) return minor >= 6;
  return major > 23 || (major === 22 && minor >= 18);
}

async function runHere() {
  keepCompiled();
  const { run } = await import(pathToFileURL(await entry()).href);
  const code = await run(args);
  process.exitCode = code;
  // Ended early: a standard input that nobody closes must not keep the process.
  if (code > 128) process.exit();
}

/**
 * Keeps what Node compiles for the next start, also that of the engines, in a folder of the user: a
 * temporary folder may be everybody's. Without a place to write nothing is kept.
 */
function keepCompiled() {
  if (process.env['NODE_COMPILE_CACHE']) return; // Node has seen to it
  const { env } = process;
  let folder;
  try {
    // A user that the system does not know has no home: that throws.
    const own = cacheFolder(env['XDG_CACHE_HOME']);
    folder = join(own, 'node-compile-cache');
    // One after the other: Node itself hangs where a parent cannot be made.
    for (const each of [own, folder]) if (!existsSync(each)) mkdirSync(each, { mode: 0o700 });
    accessSync(folder, constants.W_OK);
    // What is compiled is run: nobody else may have put it there.
    const { uid, mode } = lstatSync(folder);
    if (platform() !== 'win32' && (uid !== process.getuid() || (mode & 0o022) !== 0)) return;
  } catch {
    return;
  }
  env['NODE_COMPILE_CACHE'] = folder;
  nodeModule.enableCompileCache(folder);
}

/** On Windows the temporary folder is the user's own. */
function cacheFolder(given) {
  if (platform() === 'win32') return tmpdir();
  return given && isAbsolute(given) ? given : join(homedir(), '.cache');
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

/** The Node of the package `node`, beside this package or below it; null where it is not installed. */
function bundledNode() {
  const name = process.platform === 'win32' ? 'node.exe' : 'node';
  try {
    const folder = dirname(nodeModule.createRequire(import.meta.url).resolve('node/package.json'));
    const node = join(folder, 'bin', name);
    return existsSync(node) ? node : null;
  } catch {
    return null;
  }
}

function runWithBundledNode() {
  const node = bundledNode();
  if (node === null) {
    process.stderr.write(
      `scalescope: Node 22.18 or later (not 23.0 to 23.5) is needed, and this is ` +
        `${process.versions.node}; the package "node" has one, and its install script has to run\n`,
    );
    process.exitCode = 2;
    return;
  }
  const child = spawn(node, [fileURLToPath(import.meta.url), ...args], { stdio: 'inherit' });
  // A terminal sends Ctrl-C to both, other senders only to this one; twice is the same to the child.
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  for (const signal of signals) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => {
    process.stderr.write(`scalescope: ${node} cannot be started (${error.code})\n`);
    process.exitCode = 2;
  });
  child.on('exit', (code, signal) => {
    if (signal === null) process.exit(code);
    for (const name of signals) process.removeAllListeners(name);
    process.kill(process.pid, signal); // ended as the child was, for whoever waits
  });
}
