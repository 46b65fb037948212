/** What is published beside the installers: bill of materials, terms, checksums, and who signs. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import { root } from '../../build/freshness.ts';
import { CHECKSUMS, writeChecksums } from '../../build/release/checksums.ts';
import { OWN_NODE, productionFolders, productionPackages } from '../../build/release/production.ts';
import { npmSbom, sbomOf, type Component, type Sbom } from '../../build/release/sbom.ts';
import { shippedParts } from '../../build/release/shipped-parts.ts';
import { signingOf } from '../../build/release/signing.ts';
import { thirdPartyText } from '../../build/release/third-party.ts';

const modules = join(root, 'node_modules');
const installed = productionPackages().filter(({ isInstalled }) => isInstalled);

describe('the bill of materials', () => {
  const boms = {} as Record<'desktop' | 'npm', Sbom>;
  before(async () => {
    const bom = await npmSbom();
    for (const kind of ['desktop', 'npm'] as const) boms[kind] = sbomOf(kind, bom);
  });
  const withParts = (components: Component[]): Component[] =>
    components.flatMap((one) => [one, ...withParts(one.components ?? [])]);

  for (const kind of ['desktop', 'npm'] as const) {
    test(`for ${kind} names each part once, with version and license`, () => {
      const { bomFormat, specVersion, metadata, components, dependencies } = boms[kind];
      assert.deepEqual([bomFormat, specVersion], ['CycloneDX', '1.5']);
      assert.deepEqual(
        [metadata.component.name, metadata.component.type],
        ['scalescope', 'application'],
      );
      const all = withParts(components);
      for (const { name, version, licenses = [], type } of all) {
        assert.match(version, /^[0-9]/, name);
        assert.match(type, /^(library|framework)$/);
        assert.equal(licenses.length, 1, name);
        const [license] = licenses;
        const text = 'expression' in license ? license.expression : license.license.id;
        assert.match(text, /^\(?[\w.+-]+( (AND|OR|WITH) [\w.+-]+)*\)?$/, name);
      }
      const refs = [metadata.component, ...all].map((one) => one['bom-ref']);
      assert.equal(new Set(refs).size, refs.length);
      for (const { ref, dependsOn = [] } of dependencies) {
        for (const each of [ref, ...dependsOn]) assert.ok(refs.includes(each), each);
      }
    });
  }

  test('has what npm does not know: what is compiled in, and Electron', () => {
    const names = withParts(boms.desktop.components).map(({ name }) => name);
    for (const name of ['libvips', 'aom', 'mozjpeg', 'libheif', 'libde265', 'png', 'electron']) {
      assert.ok(names.includes(name), name);
    }
    const hevc = withParts(boms.desktop.components).find(({ name }) => name === 'libde265')!;
    assert.match(hevc.version, /^1\.\d+\.\d+$/);
  });

  test('has what is installed for the desktop, for npm what any system may install, and no tools', () => {
    const names = (kind: 'desktop' | 'npm') => boms[kind].components.map(({ name }) => name);
    const due = installed.map(({ name }) => name).filter((name) => !OWN_NODE.includes(name));
    assert.deepEqual(new Set(names('desktop')), new Set([...due, 'electron']));
    for (const system of ['linux-x64', 'darwin-arm64', 'win32-x64']) {
      assert.ok(names('npm').includes(`@img/sharp-${system}`), system);
    }
    for (const tool of ['typescript', 'vite', 'electron-builder', 'playwright']) {
      assert.ok(!names('npm').includes(tool) && !names('desktop').includes(tool), tool);
    }
  });
});

test('what is shipped is what the root reaches, wherever it lies', () => {
  const packages = {
    '': { dependencies: { a: '1', b: '1' }, optionalDependencies: { c: '1', gone: '1' } },
    'node_modules/a': { dependencies: { b: '2' }, peerDependencies: { p: '1', q: '1' } },
    'node_modules/a/node_modules/b': { dependencies: { a: '1', d: '1' } }, // a circle
    'node_modules/b': {},
    'node_modules/c': {},
    'node_modules/d': {},
    'node_modules/p': {},
    'node_modules/q': {},
    'node_modules/tool': { dependencies: { d: '1' } },
  };
  Object.assign(packages['node_modules/a'], { peerDependenciesMeta: { q: { optional: true } } });
  assert.deepEqual(
    productionFolders(packages),
    ['a', 'a/node_modules/b', 'b', 'c', 'd', 'p'].map((name) => `node_modules/${name}`),
  );
  const missing = { '': { dependencies: { a: '1' } } };
  assert.throws(() => productionFolders(missing), /no a, which Scalescope needs/);
});

describe('the parts that are compiled in', () => {
  const parts = shippedParts(
    modules,
    installed.map(({ name }) => name),
  );

  test('of libvips have the licenses that their package states', () => {
    const libvips = installed.find(({ name }) => name.startsWith('@img/sharp-libvips-'));
    if (libvips === undefined) return; // on Windows the package states none
    const readme = readFileSync(join(root, libvips.folder, 'README.md'), 'utf8');
    const rows = readme.matchAll(/^\| (\S+) +\| (.+?) +\|$/gm);
    const stated = new Map([...rows].map(([, name, terms]) => [name, terms]));
    for (const { name, license } of parts.filter(({ within }) => within === libvips.name)) {
      const terms = stated.get(name) ?? stated.get(name.replace(/2$/, ''));
      assert.ok(terms !== undefined, `${name} is not in the list of ${libvips.name}`);
      assert.equal(license.startsWith('LGPL'), terms.includes('LGPL'), name);
      if (terms === 'MIT License') assert.equal(license, 'MIT', name);
    }
  });

  test('that nobody knows the license of are refused', () => {
    const folder = mkdtempSync(join(tmpdir(), 'scalescope-parts-'));
    mkdirSync(join(folder, '@img', 'sharp-libvips-x'), { recursive: true });
    writeFileSync(join(folder, '@img', 'sharp-libvips-x', 'versions.json'), '{ "new": "1" }');
    assert.throws(() => shippedParts(folder, ['@img/sharp-libvips-x']), /holds new/);
    rmSync(folder, { recursive: true });
  });
});

test('the terms of others name every package, and what can be replaced', () => {
  const text = thirdPartyText();
  for (const { name, version } of installed) assert.ok(text.includes(`${name} ${version}`), name);
  assert.match(text, /libheif-js\/libheif-wasm\//);
  assert.match(text, /GNU LESSER GENERAL PUBLIC LICENSE/);
  assert.match(text, /libde265 1\./);
});

test('checksums are those of the files, by name', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'scalescope-sums-'));
  writeFileSync(join(folder, 'b.bin'), 'b');
  writeFileSync(join(folder, 'a b.bin'), '');
  assert.equal(await writeChecksums(folder), 2);
  assert.equal(await writeChecksums(folder), 2); // not of itself
  const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
  assert.equal(
    readFileSync(join(folder, CHECKSUMS), 'utf8'),
    `${sha256('')}  a b.bin\n${sha256('b')}  b.bin\n`,
  );
  rmSync(folder, { recursive: true });
  mkdirSync(folder);
  await assert.rejects(writeChecksums(folder), /holds no file/);
  rmSync(folder, { recursive: true });
});

describe('signing', () => {
  const apple = { CSC_LINK: 'x', CSC_KEY_PASSWORD: 'x' };
  const notary = { APPLE_API_KEY: 'x', APPLE_API_KEY_ID: 'x', APPLE_API_ISSUER: 'x' };
  const azure = {
    ...{ AZURE_TENANT_ID: 'x', AZURE_CLIENT_ID: 'x', AZURE_CLIENT_SECRET: 'x' },
    ...{ AZURE_SIGNING_ENDPOINT: 'https://x', AZURE_SIGNING_ACCOUNT: 'account' },
    ...{ AZURE_SIGNING_PROFILE: 'profile', AZURE_SIGNING_PUBLISHER: 'Some Body' },
  };

  test('is done with what is there, and what is not signed is told', () => {
    const missing = (platform: NodeJS.Platform, env: Record<string, string>) =>
      signingOf(platform, env).missing.join(' ');
    assert.equal(missing('linux', {}), '');
    assert.match(missing('darwin', { CSC_LINK: '', CSC_KEY_PASSWORD: '' }), /NOT SIGNED/);
    assert.match(missing('darwin', apple), /NOT NOTARIZED/);
    assert.equal(missing('darwin', { ...apple, ...notary }), '');
    assert.match(missing('win32', apple), /NOT SIGNED/);
    assert.equal(missing('win32', { WIN_CSC_LINK: 'x', WIN_CSC_KEY_PASSWORD: 'x' }), '');
    assert.equal(missing('win32', azure), '');
  });

  test('hands electron-builder what it asks for', () => {
    assert.deepEqual(signingOf('darwin', { ...apple, ...notary }).args, ['-c.mac.notarize=true']);
    assert.equal(signingOf('darwin', {}).env['CSC_IDENTITY_AUTO_DISCOVERY'], 'false');
    assert.deepEqual(signingOf('win32', azure).args, [
      '-c.win.azureSignOptions.endpoint=https://x',
      '-c.win.azureSignOptions.codeSigningAccountName=account',
      '-c.win.azureSignOptions.certificateProfileName=profile',
      '-c.win.azureSignOptions.publisherName=Some Body',
    ]);
  });

  test('that is told in part is refused', () => {
    assert.throws(() => signingOf('darwin', { CSC_LINK: 'x' }), /CSC_KEY_PASSWORD are not set/);
    assert.throws(() => signingOf('win32', { ...azure, AZURE_CLIENT_ID: '' }), /AZURE_CLIENT_ID/);
  });

  test('reaches electron-builder on Windows with the spaces of a name', () => {
    const { args } = signingOf('win32', {
      ...azure,
      AZURE_SIGNING_PUBLISHER: 'Example & Sons Ltd.',
    });
    const folder = mkdtempSync(join(tmpdir(), 'scalescope-args-'));
    try {
      const path = join(folder, 'told script.mjs');
      writeFileSync(path, 'console.log(JSON.stringify(process.argv.slice(2)));');
      const runs = new URL('../../build/run.ts', import.meta.url).href;
      // A shell is chosen by the platform, so that here this would look for the one of Windows.
      const host = `
        Object.defineProperty(process, 'platform', { value: 'win32' });
        const { runScript } = await import(${JSON.stringify(runs)});
        process.exitCode = await runScript(${JSON.stringify(path)}, ${JSON.stringify(args)});`;
      const { status, stdout, stderr } = spawnSync(
        process.execPath,
        ['--input-type=module', '--eval', host],
        { encoding: 'utf8' },
      );
      assert.equal(status, 0, stderr);
      assert.deepEqual(JSON.parse(stdout), args);
      assert.ok(args.some((arg) => arg.endsWith('=Example & Sons Ltd.')));
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('the workflows', () => {
  const folder = join(root, '.github', 'workflows');
  for (const name of readdirSync(folder)) {
    const text = readFileSync(join(folder, name), 'utf8');

    test(`${name} runs actions by the hash of their sources`, () => {
      const used = [...text.matchAll(/^\s*(?:- )?uses: (.+)$/gm)].map(([, action]) => action);
      assert.ok(used.length > 0);
      for (const action of used)
        assert.match(action, /^[\w-]+\/[\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
    });

    test(`${name} may read, and writes only in the jobs that say so`, () => {
      const [, given] = /^permissions:\n((?: {2}.+\n)+)/m.exec(text) ?? [];
      assert.equal(given, '  contents: read\n');
      const checkouts = text.split('actions/checkout@').slice(1);
      for (const after of checkouts)
        assert.match(after.split('- ')[0], /persist-credentials: false/);
    });
  }

  test('publish a file: without ./ npm takes the path of a folder for a repository', () => {
    const text = readFileSync(join(folder, 'release.yml'), 'utf8');
    const published = [...text.matchAll(/npm publish (\S+)/g)].map(([, what]) => what);
    assert.deepEqual(published, ['./release/*.tgz']);
  });

  test('a change meets every row of the table of faults, on disks that only root may mount', () => {
    const ci = readFileSync(join(folder, 'ci.yml'), 'utf8');
    const run =
      /run: sudo .*SCALESCOPE_FAULTS=all node --test test\/main\/faults\/faults\.test\.ts$/m;
    assert.match(ci, run);
  });
});
