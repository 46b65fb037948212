/**
 * `npm run pack`: the desktop app for this system in release/. Everything after `--` goes to
 * electron-builder: `npm run pack -- --dir` makes the folder without an installer.
 */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { bundleIfStale } from './bundle.ts';
import { root } from './freshness.ts';
import { run } from './run.ts';

export const packConfiguration = join(root, 'build', 'electron-builder.yml');

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await bundleIfStale();
  const args = ['--config', packConfiguration, '--publish', 'never', ...process.argv.slice(2)];
  process.exitCode = await run('electron-builder', args);
}
