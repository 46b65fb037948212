import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { root } from '../../build/freshness.ts';
import { readPngText } from '../../main/engine/decode/png-text.ts';
import { createScalescope, UserError } from '../../main/library.ts';
import { decode } from '../../main/engine/decode/decode.ts';
import { encodePng } from '../../main/engine/write/encode.ts';
import { analyze, findPipeline, sanitize } from '../../shared/scalescope.ts';
import { attacked, decoy } from '../shared/sanitize/pictures.ts';

const view = { pipeline: 'opencv/linear', width: 48, height: 48 };
const attack = await encodePng(attacked(decoy(480, 400, 3), 'opencv/linear', 48));

describe('the library on files', () => {
  const scalescope = createScalescope({ limits: { maxBytes: 2 * 1024 * 1024 } });
  after(() => scalescope.close());

  test('finds by the view that is named, and cleans it', async () => {
    const finding = await scalescope.analyzeBytes(attack, { view, name: 'a.png' });
    assert.equal(finding.verdict, 'attack');
    assert.equal(finding.file, 'a.png');
    const { png, certificate } = await scalescope.sanitizeBytes(attack, { views: [view] });
    assert.equal(certificate.verdict, 'clean');
    assert.equal(certificate.source.file, 'upload');
    const after = await scalescope.analyzeBytes(png, { view });
    assert.equal(after.verdict, 'clean');
  });

  test('gives the same bytes for the same input, which name their source and method', async () => {
    const clean = () => scalescope.sanitizeBytes(attack, { views: [view] });
    const [one, two] = [await clean(), await clean()];
    assert.deepEqual(one, two);
    const text = readPngText(Buffer.from(one.png));
    assert.equal(text['Source'], `upload sha256 ${one.certificate.source.sha256}`);
    assert.equal(text['Method'], 'selective-median; opencv/linear 48x48');
  });

  test('keeps gray, alpha and 16 bits', async () => {
    for (const [channels, depth] of [
      [1, 8],
      [4, 8],
      [1, 16],
      [3, 16],
      [4, 16],
    ] as const) {
      const bytes = await encodePng(
        attacked(decoy(320, 280, channels, depth), 'opencv/linear', 32),
      );
      const views = [{ ...view, width: 32, height: 32 }];
      const { png, certificate } = await scalescope.sanitizeBytes(bytes, { views });
      assert.equal(certificate.verdict, 'clean');
      const policy = { orientation: 'stored', frame: null } as const;
      const { raster } = await decode(Buffer.from(png), 'x', policy, { maxPixels: 1e6 });
      assert.equal(raster.channels, channels);
      assert.equal(raster.data instanceof Uint16Array, depth === 16);
    }
  });

  test('refuses with a code and a sentence', async () => {
    const code = (expected: string) => (error: unknown) =>
      error instanceof UserError && error.code === expected && error.message.includes('upload');
    const text = Buffer.from('hello');
    await assert.rejects(scalescope.analyzeBytes(text), code('unsupported-format'));
    const large = Buffer.concat([attack, Buffer.alloc(2 * 1024 * 1024)]);
    await assert.rejects(scalescope.sanitizeBytes(large), code('too-large'));
    await assert.rejects(
      scalescope.analyzeFile(join(root, 'nowhere.png')),
      (error: unknown) => error instanceof UserError && error.code === 'not-found',
    );
  });

  test('stops at its signal', async () => {
    const options = { views: [view], matrix: true, signal: AbortSignal.timeout(1) };
    await assert.rejects(
      scalescope.sanitizeBytes(attack, options),
      (error: unknown) => error instanceof UserError && error.code === 'cancelled',
    );
  });

  test('analyzes the sample file', async () => {
    const path = join(root, 'test/samples/dandelion.jpg');
    const finding = await scalescope.analyzeFile(path, {
      view: { ...view, width: 224, height: 224 },
    });
    assert.equal(finding.verdict, 'clean');
    assert.equal(finding.bytes, (await readFile(path)).length);
  });
});

describe('what JavaScript hands to the library', () => {
  const scalescope = createScalescope();
  after(() => scalescope.close());
  const { analyzeFile, analyzeBytes, sanitizeBytes } = scalescope as unknown as Record<
    string,
    (input: unknown, options?: unknown) => Promise<unknown>
  >;
  const cases: [what: string, call: () => unknown, message: RegExp][] = [
    [
      'views',
      () => sanitizeBytes(attack, { views: 'x' }),
      /^Expected a list of views .* for options\.views but received "x"$/,
    ],
    [
      'a view of several',
      () => sanitizeBytes(attack, { views: [view, 5] }),
      /a view \{.*\} for options\.views\.1 but received 5$/,
    ],
    [
      'a side',
      () => sanitizeBytes(attack, { views: [{ ...view, width: '48' }] }),
      /a whole number from 1 for options\.views\.0\.width but received "48"/,
    ],
    [
      'a method',
      () => sanitizeBytes(attack, { method: 'median' }),
      /a method \{kind: …\} for options\.method but received "median"/,
    ],
    [
      'a kind',
      () => sanitizeBytes(attack, { method: { kind: 'blur' } }),
      /one of selective-median, .* for options\.method\.kind but received "blur"/,
    ],
    ['a flag', () => sanitizeBytes(attack, { matrix: 'yes' }), /true or false for options\.matrix/],
    [
      'a view',
      () => analyzeBytes(attack, { view: 'opencv/linear' }),
      /a view \{.*\} for options\.view but received "opencv\/linear"/,
    ],
    [
      'no pipeline',
      () => analyzeBytes(attack, { view: { width: 48 } }),
      /options\.view\.pipeline is missing/,
    ],
    ['a name', () => analyzeBytes(attack, { name: 5 }), /a text for options\.name but received 5/],
    [
      'a frame',
      () => analyzeBytes(attack, { policy: { frame: 'first' } }),
      /a whole number from 0.* for options\.policy\.frame/,
    ],
    ['a signal', () => analyzeBytes(attack, { signal: 1 }), /an AbortSignal for options\.signal/],
    ['options', () => analyzeBytes(attack, 'x'), /an object \{…\} for options but received "x"/],
    ['bytes', () => analyzeBytes('x'), /a Uint8Array for bytes but received "x"/],
    ['no bytes', () => sanitizeBytes(undefined), /bytes is missing/],
    ['a path', () => analyzeFile(5), /a text for path but received 5/],
    [
      'engines',
      async () => createScalescope({ engines: '2' as never }),
      /a whole number from 1 for options\.engines/,
    ],
    [
      'limits',
      async () => createScalescope({ limits: { maxBytes: 'x' as never } }),
      /a number above 0 for options\.limits\.maxBytes/,
    ],
  ];
  for (const [what, call, message] of cases) {
    test(`is refused with a sentence that names it: ${what}`, async () => {
      await assert.rejects(async () => call(), {
        name: 'UserError',
        code: 'invalid-argument',
        message,
      });
    });
  }

  test('so it is on pixels', () => {
    const raster = decoy(64, 64, 3);
    const targets = [{ pipeline: findPipeline('opencv/linear'), size: { width: 8, height: 8 } }];
    const invalid = { name: 'UserError', code: 'invalid-argument' };
    assert.throws(() => sanitize(raster, 'x' as never), { ...invalid, message: /for targets/ });
    const blur = { kind: 'blur' } as never;
    assert.throws(() => sanitize(raster, targets, blur), {
      ...invalid,
      message: /for method\.kind/,
    });
    const named = { view: 'x' } as never;
    assert.throws(() => analyze(raster, null, named), { ...invalid, message: /for pipeline/ });
    assert.throws(() => findPipeline(5 as never), { name: 'UserError', message: /pipeline "5"/ });
  });
});
