/**
 * The packed app, made by electron-builder around a stand-in for Electron's own files, which are a
 * download: a binary that holds nothing but the fuses. What is packed, and where, is the real thing.
 */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { promisify } from 'node:util';
import { extractAll, listPackage, statFile } from '@electron/asar';
import { FuseState, FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { getConfig, validateConfiguration } from 'app-builder-lib/out/util/config/config.js';
import { DebugLogger } from 'builder-util';
import { bundleIfStale } from '../../build/bundle.ts';
import { root } from '../../build/freshness.ts';
import { packConfiguration } from '../../build/pack.ts';

const runFile = promisify(execFile);
const FUSES = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';
const skip = process.platform !== 'linux' && 'the stand-in is a Linux one';

suite('the packed app', { skip }, () => {
  let folder: string;
  let unpacked: string;
  let archive: string;

  before(async () => {
    await bundleIfStale();
    folder = await mkdtemp(join(tmpdir(), 'scalescope-pack-'));
    await writeStandIn(join(folder, 'electron'));
    const args = ['--config', packConfiguration, '--publish', 'never', '--linux', 'dir'];
    const settings = [
      `-c.electronDist=${join(folder, 'electron')}`,
      `-c.directories.output=${join(folder, 'out')}`,
    ];
    const cli = join(root, 'node_modules', 'electron-builder', 'cli.js');
    await runFile(process.execPath, [cli, ...args, ...settings], { cwd: root });
    unpacked = join(folder, 'out', 'linux-unpacked');
    archive = join(unpacked, 'resources', 'app.asar');
  });

  after(() => rm(folder, { recursive: true, force: true }));

  test('the configuration is one that electron-builder knows, for all four kinds', async () => {
    const configuration = await getConfig(root, packConfiguration, null);
    await validateConfiguration(configuration, new DebugLogger(false));
    assert.deepEqual(
      [configuration.linux?.target, configuration.mac?.target, configuration.win?.target],
      [['AppImage', 'deb'], ['dmg'], ['nsis']],
    );
  });

  test('a wrong word in the configuration is refused', async () => {
    const configuration = await getConfig(root, packConfiguration, null);
    const wrong = { ...configuration, asarUnpak: true };
    await assert.rejects(validateConfiguration(wrong, new DebugLogger(false)), /asarUnpak/);
  });

  test('holds what it runs on: host, page, engine, preload and the sample', () => {
    const files = new Set(listPackage(archive, { isPack: false }));
    for (const file of [
      '/package.json',
      '/LICENSE',
      '/dist/main/electron/electron.js',
      '/dist/main/preload.cjs',
      '/dist/main/cli.js',
      '/dist/main/engine/engine-process.js',
      '/dist/renderer/index.html',
      '/test/samples/dandelion-attack.png',
      '/node_modules/hono/package.json',
    ]) {
      assert.ok(files.has(file), file);
    }
  });

  test('holds no sources, no development libraries and no libraries of the page', () => {
    const strangers = listPackage(archive, { isPack: false }).filter(
      (file) =>
        /^\/(main|shared|renderer|build|docs)(\/|$)/.test(file) ||
        /^\/node_modules\/(electron|vite|typescript|playwright|preact|chart\.js)(\/|$)/.test(file),
    );
    assert.deepEqual(strangers, []);
  });

  test('keeps the native libraries outside the archive, where the system can load them', async () => {
    const native = listPackage(archive, { isPack: false }).filter((file) =>
      /\.(node|so)(\.\d+)*$/.test(file),
    );
    assert.ok(native.length >= 2, native.join(' '));
    for (const file of native) {
      const entry = statFile(archive, file.slice(1));
      assert.ok('unpacked' in entry && entry.unpacked, file);
      assert.ok((await stat(join(`${archive}.unpacked`, file))).size > 0, file);
    }
  });

  test('has the terms of others beside the archive', async () => {
    const terms = await readFile(join(unpacked, 'resources', 'THIRD-PARTY.txt'), 'utf8');
    assert.match(terms, /^PARTS THAT CAN BE REPLACED$/m);
    for (const file of ['libheif.js', 'libheif.wasm']) {
      const path = join(`${archive}.unpacked`, 'node_modules', 'libheif-js', 'libheif-wasm', file);
      assert.ok((await stat(path)).size > 0, path); // as the terms promise
    }
  });

  test('its fuses leave no way to run anything else', async () => {
    const wire = await getCurrentFuseWire(join(unpacked, 'scalescope'));
    const off = [
      FuseV1Options.RunAsNode,
      FuseV1Options.EnableNodeOptionsEnvironmentVariable,
      FuseV1Options.EnableNodeCliInspectArguments,
      FuseV1Options.GrantFileProtocolExtraPrivileges,
    ];
    const on = [
      FuseV1Options.EnableCookieEncryption,
      FuseV1Options.EnableEmbeddedAsarIntegrityValidation,
      FuseV1Options.OnlyLoadAppFromAsar,
    ];
    for (const fuse of off) assert.equal(wire[fuse], FuseState.DISABLE, FuseV1Options[fuse]);
    for (const fuse of on) assert.equal(wire[fuse], FuseState.ENABLE, FuseV1Options[fuse]);
  });

  test('what is packed runs by itself: its command line resizes the sample', async () => {
    const app = join(folder, 'app');
    extractAll(archive, app);
    const output = join(folder, 'view.png');
    const script = [
      `import { run } from ${JSON.stringify(join(app, 'dist/main/cli.js'))};`,
      `process.exitCode = await run(${JSON.stringify([
        'resize',
        join(app, 'test/samples/dandelion-attack.png'),
        ...['--pipeline', 'opencv/linear', '--size', '299x299', '-o', output],
      ])});`,
    ];
    const main = join(folder, 'start.mjs');
    await writeFile(main, script.join('\n'));
    await runFile(process.execPath, [main], { cwd: folder });
    assert.equal((await readFile(output)).subarray(1, 4).toString(), 'PNG');
  });
});

/** What electron-builder takes for Electron: a binary with nine fuses, and the files around it. */
async function writeStandIn(target: string): Promise<void> {
  await mkdir(join(target, 'resources'), { recursive: true });
  const fuses = Buffer.concat([Buffer.from(FUSES), Buffer.from([1, 9]), Buffer.from('100101010')]);
  const binary = Buffer.concat([Buffer.from('#!/bin/sh\n# '), fuses, Buffer.from('\n')]);
  await writeFile(join(target, 'electron'), binary, { mode: 0o755 });
  await writeFile(join(target, 'LICENSE'), 'stand-in');
}
