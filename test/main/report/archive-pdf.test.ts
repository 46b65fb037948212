/** Making a PDF a PDF/A-3, on one that is made here. veraPDF found nothing in reports of images and of cases. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import {
  decodePDFRawStream,
  PDFArray,
  PDFDict,
  PDFDocument,
  PDFName,
  PDFRawStream,
} from '@cantoo/pdf-lib';
import icc from 'icc';
import { archivePdf } from '../../../main/report/archive-pdf.ts';
import { srgbProfile } from '../../../main/report/srgb-profile.ts';

const FACTS = {
  title: 'A <report> & "more"',
  subject: 'Attack',
  keywords: ['sha256 1'],
  author: 'A. Meyer',
  createdAt: '2026-03-01T12:30:45.678Z',
  producer: 'Scalescope 1',
};
const EMBEDDED = {
  name: 'report.json',
  mediaType: 'application/json',
  description: 'data',
  bytes: Buffer.from('{"a": 1}\n'),
};

async function archived(): Promise<Buffer> {
  const document = await PDFDocument.create({ updateMetadata: false });
  document.addPage();
  const { context, catalog } = document;
  const parent = context.nextRef();
  const kinds = ['Strong', 'P', 'Unheard'].map((S) =>
    context.register(context.obj({ S, P: parent })),
  );
  context.assign(parent, context.obj({ Type: 'StructTreeRoot', K: kinds }));
  catalog.set(PDFName.of('StructTreeRoot'), parent);
  return archivePdf(await document.save(), FACTS, EMBEDDED);
}

suite('archiving a PDF', () => {
  test('gives it an identity, a profile, roles for types that are not of PDF, and its data', async () => {
    const bytes = await archived();
    assert.match(bytes.subarray(0, 8).toString('latin1'), /^%PDF-1\.7/);
    const pdf = await PDFDocument.load(bytes, { updateMetadata: false });
    const { catalog, context } = pdf;
    assert.ok(context.trailerInfo.ID instanceof PDFArray);
    const intent = catalog.lookup(PDFName.of('OutputIntents'), PDFArray).lookup(0, PDFDict);
    const profile = intent.lookup(PDFName.of('DestOutputProfile'));
    assert.ok(profile instanceof PDFRawStream);
    assert.deepEqual(Buffer.from(decodePDFRawStream(profile).decode()), srgbProfile());
    const roles = catalog
      .lookup(PDFName.of('StructTreeRoot'), PDFDict)
      .lookup(PDFName.of('RoleMap'), PDFDict);
    assert.equal(
      roles.toString().replaceAll(/\s+/g, ' '),
      '<< /Strong /Span /Unheard /NonStruct >>',
    );
    const [file] = pdf.getAttachments();
    assert.deepEqual([file?.name, Buffer.from(file!.data)], ['report.json', EMBEDDED.bytes]);
    assert.equal(catalog.lookup(PDFName.of('AF'), PDFArray).size(), 1);
    assert.deepEqual(await archived(), bytes, 'the same twice');
  });

  test('has a profile of sRGB whose primaries make the white of its space', () => {
    const profile = srgbProfile();
    assert.equal(profile.readUInt32BE(0), profile.length);
    const { colorSpace, connectionSpace, deviceClass, version } = icc.parse(profile);
    assert.deepEqual([colorSpace, connectionSpace, deviceClass], ['RGB', 'XYZ', 'Monitor']);
    assert.equal(version, '2.4');
    const tags = Array.from({ length: profile.readUInt32BE(128) }, (_, i) => {
      const at = 132 + 12 * i;
      const [start, length] = [profile.readUInt32BE(at + 4), profile.readUInt32BE(at + 8)];
      const data = profile.subarray(start, start + length);
      assert.equal(data.length, length);
      return [profile.toString('latin1', at, at + 4), data] as const;
    });
    const sum = [8, 12, 16].map((at) =>
      tags
        .filter(([name]) => name.endsWith('XYZ'))
        .reduce((total, [, data]) => total + data.readInt32BE(at) / 65536, 0),
    );
    sum.forEach((value, i) =>
      assert.ok(Math.abs(value - [0.9642, 1, 0.8249][i]!) < 1e-3, `${sum}`),
    );
    const curve = new Map(tags).get('gTRC')!;
    const middle = curve.readUInt16BE(12 + 2 * 512) / 65535;
    assert.ok(Math.abs(middle - 0.2148) < 1e-3, `${middle} of a half`);
  });
});
