/**
 * `npm run pack`: the desktop app for this system in release/. Everything after `--` goes to
 * electron-builder: `npm run pack -- --dir` makes the folder without an installer.
 */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { bundleIfStale } from './bundle.ts';
import { root } from './freshness.ts';
import { signingOf } from './release/signing.ts';
import { runScript } from './run.ts';

export const packConfiguration = join(root, 'build', 'electron-builder.yml');

const builder = join(root, 'node_modules', 'electron-builder', 'cli.js');

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await bundleIfStale();
  const { args: signing, env, missing } = signingOf(process.platform, process.env);
  const given = process.argv.slice(2);
  const args = ['--config', packConfiguration, '--publish', 'never', ...signing, ...given];
  process.exitCode = await runScript(builder, args, env);
  for (const sentence of missing) {
    // In the workflow this is a warning on the page of the run.
    const mark = process.env['GITHUB_ACTIONS'] === undefined ? '' : '::warning::';
    process.stderr.write(`${mark}${sentence} docs/guide/packaging.md tells how.\n`);
  }
}
