import assert from 'node:assert/strict';
import { readFile, writeFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import sharp from 'sharp';
import { createEngines } from '../../../main/engine/pool/pool.ts';
import type { Engines } from '../../../main/engine/pool/engines.ts';
import { sha256Of } from '../../../main/base/hash.ts';
import { readReport } from '../../../main/report/read-report.ts';
import { checkSignature, fingerprintOf, signReport } from '../../../main/report/sign.ts';
import type { Verification } from '../../../main/report/check.ts';
import { verifyReport, type VerifyOrder } from '../../../main/report/verify-report.ts';
import { UserError } from '../../../shared/base/errors.ts';
import { DEFAULT_DECODE_LIMITS } from '../../../shared/image/facts.ts';
import type { Report, ReportPicture, SignedReport } from '../../../shared/report/report.ts';
import { RAISED_PIXELS, reportOf, writeSmallAttack } from '../../support/small-report.ts';
import { noiseWords } from '../../support/noise.ts';

suite('verifying a report', () => {
  let folder: string;
  let image: string;
  let engines: Engines;
  let report: Report;
  let signed: SignedReport;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'scalescope-verify-'));
    image = await writeSmallAttack(folder);
    engines = createEngines({ count: 1 });
    report = await reportOf(image, engines);
    signed = await signReport(report, join(folder, 'key.pem'));
  });
  after(async () => {
    await engines.close();
    await rm(folder, { recursive: true, force: true });
  });

  /** All that the last call of wrongIn was told. */
  let told: Verification['checks'] = [];

  /**
   * What is wrong, line by line; nothing where everything that was compared matches. `alsoOpen`: what is left open
   * though the original is there.
   */
  async function wrongIn(
    changed: Report,
    order: Partial<VerifyOrder> = {},
    alsoOpen: string[] = [],
  ): Promise<string[]> {
    const { ok, checks } = await verifyReport(
      {
        report: changed,
        image: null,
        signature: { required: false, keyId: null },
        limits: DEFAULT_DECODE_LIMITS,
        ...order,
      },
      engines,
    );
    told = checks;
    const wrong = checks.filter((check) => !check.ok && check.checked !== false);
    const untold = checks.filter((check) => check.checked === false);
    assert.ok(
      untold.every((check) => !check.ok),
      'what was not compared is not said to be right',
    );
    const open = untold.filter(({ needed }) => needed !== false).map(({ title }) => title);
    const signature = checks.find(({ title }) => title === 'Signature')!;
    const isSettled = (order.image ?? null) !== null || signature.ok;
    const isSigned = 'signature' in changed && signature.checked === false;
    const due = isSettled ? [] : [...(isSigned ? ['Signature'] : []), 'Original'];
    assert.deepEqual(open, [...alsoOpen, ...due]);
    assert.equal(ok, wrong.length + open.length === 0);
    return wrong.map(({ title, detail }) => `${title}: ${detail}`);
  }

  test('of an earlier edition is computed again as it was made', async () => {
    const earlier = await reportOf(image, engines, 1);
    assert.deepEqual(
      [earlier.edition, earlier.weight, earlier.hashes],
      [undefined, undefined, undefined],
    );
    assert.ok(earlier.pictures.every(({ legend }) => legend === undefined));
    // A newer one that was relabelled looks the same: what it lacks is named.
    assert.deepEqual(await wrongIn(earlier, { image }, ['Edition']), []);
    assert.match(
      told.find(({ title }) => title === 'Edition')!.detail,
      /^the report says that it is of edition 1, which has no hashes, weight of the evidence\. If these were taken out/,
    );
    assert.throws(() => readReport(JSON.stringify({ ...report, edition: 4 }), 'r.json'), {
      code: 'unsupported-format',
      message: /is of edition 4, and this Scalescope knows reports up to edition 3/,
    });
  });

  /** The report with one of its pictures changed. */
  function withPicture(id: string, change: (picture: ReportPicture) => Partial<ReportPicture>) {
    const pictures = report.pictures.map((picture) =>
      picture.id === id ? { ...picture, ...change(picture) } : picture,
    );
    return { ...report, pictures };
  }

  const asPng = (png: Buffer) => ({ png: png.toString('base64'), sha256: sha256Of(png) });

  test('finds nothing wrong with what was made, under whatever limits', async () => {
    assert.equal(report.finding.verdict, 'attack');
    assert.equal(report.request.limits.maxPixels, RAISED_PIXELS);
    for (const command of report.reproduce) assert.match(command, / --max-pixels 500000000\b/);
    assert.deepEqual(await wrongIn(signed, { image }), []);
  });

  test('names every part that says something else than is computed', async () => {
    const { finding, matrix, summary, limits, pipelines, reproduce, pictures } = report;
    const [human, view, ...others] = pictures;
    const { shows, ...machine } = view!;
    const changed = {
      ...report,
      finding: { ...finding, score: 0.1 },
      matrix: { ...matrix, views: 1 },
      summary: ['Nothing was found.', ...summary.slice(1)],
      limits: ['None.', ...limits.slice(1)],
      pipelines: [{ ...pipelines[0]!, source: 'me' }, ...pipelines.slice(1)],
      reproduce: ['rm -rf /', ...reproduce.slice(1)],
      pictures: [
        // Another picture with all of its own hashes, as if it had been the first.
        {
          ...machine,
          id: human!.id,
          title: human!.title,
          caption: human!.caption,
          shows: human!.shows,
        },
        { ...view!, shows: { ...shows!, frame: { ...shows!.frame, x: 9 } } },
        ...others,
      ],
    };
    assert.deepEqual(await wrongIn(changed), []); // by itself nothing is wrong with it
    assert.deepEqual(await wrongIn(changed, { image }), [
      'Finding: 1 value differs, first finding.score',
      'Who sees what: 1 value differs, first matrix.views',
      'Pipelines: 1 value differs, first pipelines[0].source',
      'Summary: 1 value differs, first summary[0]',
      'Limits: 1 value differs, first limits[0]',
      'How to reproduce: 1 value differs, first reproduce[0]',
      'Captions: 4 values differ, first pictures[0].width',
      'Pictures computed again: “What a person sees” is different',
    ]);
  });

  test('names a picture that is not of its hashes, of which some were replaced with it', async () => {
    const { png: placed, sha256, width, height } = report.pictures.find(({ id }) => id === 'view')!;
    const png = Buffer.from(report.pictures[0]!.png, 'base64');
    png[png.length - 20]! ^= 1;
    const named = 'Pictures in the report: “What a person sees” does not match';
    for (const [change, detail] of [
      [{ png: png.toString('base64') }, 'its hash'],
      [{ png: placed }, 'its hash'],
      [{ png: placed, sha256, width, height }, 'the hash of its samples'],
    ] as const) {
      assert.deepEqual(await wrongIn(withPicture('human', () => change)), [`${named} ${detail}`]);
    }
  });

  test('names pictures that lie about their size, or are none, and decodes none of that here', async () => {
    const black = await sharp({
      create: { width: 40, height: 30, channels: 3, background: '#000' },
    })
      .png()
      .toBuffer();
    const vast = Buffer.from(black); // its header says 4 thousand million pixels
    vast.writeUInt32BE(65_535, 16);
    vast.writeUInt32BE(65_535, 20);
    for (const [change, detail] of [
      [{ ...asPng(black), width: 40, height: 20 }, /has more pixels than the 40x20 in the report/],
      [{ ...asPng(black), width: 30, height: 40 }, /is 40x30, but the report says 30x40/],
      [
        { ...asPng(vast), width: 40, height: 30 },
        /has more pixels than the 40x30|cannot|can be decoded/,
      ],
      [{ ...asPng(vast), width: 65_535, height: 65_535 }, /has more pixels|can be decoded/],
      [asPng(Buffer.from('not a picture')), /cannot be decoded as a picture/],
      [asPng(Buffer.alloc(0)), /cannot be decoded as a picture/],
      [
        asPng(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>')),
        /cannot be decoded as a picture/,
      ],
    ] as const) {
      const [line] = await wrongIn(withPicture('human', () => change));
      assert.match(line!, /^Pictures in the report: “What a person sees” /);
      assert.match(line!, detail);
    }
  });

  test('a report for another image, and one flipped bit in the original, are named', async () => {
    const bytes = await readFile(image);
    bytes[bytes.length - 2]! ^= 1;
    const other = join(folder, 'other.png');
    await writeFile(other, bytes);
    const [line] = await wrongIn(report, { image: other });
    assert.match(
      line!,
      /^Original: other\.png has SHA-256 [0-9a-f]{64}, but the report is of [0-9a-f]{64}$/,
    );
    bytes[1]! ^= 1; // now it is no picture at all, which is not what is wrong with it
    await writeFile(other, bytes);
    assert.deepEqual((await wrongIn(report, { image: other })).length, 1);
    await assert.rejects(
      wrongIn(report, { image: join(folder, 'none.png') }),
      /^UserError: none\.png/,
    );
  });

  test('a signature may be required, and by whom', async () => {
    const id = signed.signature.keyId;
    const whole = fingerprintOf(signed.signature);
    assert.ok(whole.startsWith(id) && whole.length === 64);
    const by = (keyId: string | null, required = true) => ({ signature: { required, keyId } });
    assert.deepEqual(await wrongIn(signed, by(null)), []);
    assert.deepEqual(await wrongIn(signed, by(id)), []);
    const trust = { keys: [{ fingerprint: whole, name: null }], statements: [] };
    const trusted = { signature: { required: true, keyId: null, trust } };
    assert.deepEqual(await wrongIn(signed, trusted), []);
    assert.deepEqual(await wrongIn(signed, by(whole.toUpperCase(), false)), []);
    assert.deepEqual(await wrongIn(report, by(null)), [
      'Signature: the report is not signed, but a signature was required',
    ]);
    assert.deepEqual(await wrongIn(report, by('0'.repeat(16), false)), [
      'Signature: the report is not signed, but a signature by 0000000000000000 was required',
    ]);
    assert.deepEqual(await wrongIn(signed, by('0'.repeat(16))), [
      `Signature: made by the key ${id}, but one by 0000000000000000 was required`,
    ]);
    const impostor = await signReport(report, join(folder, 'other-key.pem'));
    impostor.signature.keyId = id;
    assert.match(String(await wrongIn(impostor, by(id))), /^Signature: does not match the report/);
  });

  test('any flipped bit of a signed report is refused or breaks its signature', async () => {
    const small = { ...report, pictures: [], matrix: {}, spectrum: {} }; // their bits are nearly all
    const bytes = Buffer.from(JSON.stringify(await signReport(small, join(folder, 'key.pem'))));
    const next = noiseWords(11);
    for (let i = 0; i < 300; i++) {
      const state = next();
      const flipped = Buffer.from(bytes);
      const place = state % bytes.length;
      flipped[place]! ^= 1 << (state >>> 29);
      try {
        const read = readReport(flipped.toString('utf8'), 'r.json');
        const isWhole = 'signature' in read && checkSignature(read as SignedReport);
        // The last of 17 digits may be another one of the same number.
        const isSame =
          isWhole && isDeepStrictEqual(read, readReport(bytes.toString('utf8'), 'r.json'));
        assert.ok(!isWhole || isSame, `bit ${state >>> 29} of byte ${place}`);
      } catch (error) {
        if (!(error instanceof UserError)) throw error;
      }
    }
  });

  test('whoever verifies with lower limits is told those that the report was made with', async () => {
    const { maxBytes } = DEFAULT_DECODE_LIMITS;
    await assert.rejects(wrongIn(report, { image, limits: { maxPixels: 1000, maxBytes } }), {
      code: 'too-large',
      message: /made with --max-pixels 500000000 --max-bytes \d+\. Give verify the same limits\.$/,
    });
  });
});
