/** Small files that hold images: archives, documents, mails. */
import { readFileSync } from 'node:fs';
import { makeZip } from '../../support/files/make-zip.ts';
import { imageSeeds } from './images.ts';
import { once, type Seed } from './seed.ts';

const SAMPLES = new URL('../../samples/inside/', import.meta.url);
const NAMES = ['object-streams.pdf', 'reportlab.pdf', 'img2pdf.pdf', 'encrypted.pdf'];
const MORE = ['report.docx', 'pictures.eml', 'pictures.mbox', 'encrypted-aes.zip'];

/** The files; those that foreign tools wrote are the committed samples. */
export const containerSeeds = once(async (): Promise<Seed[]> => {
  const images = await imageSeeds();
  const [png, jpeg] = ['rgba.png', 'rgb.jpg'].map(
    (name) => images.find((image) => image.name === name)!.bytes,
  );
  const inner = makeZip([{ name: 'deep/b.jpg', data: jpeg }]);
  return [
    {
      name: 'nested.zip',
      bytes: makeZip([
        { name: 'a.png', data: png, method: 0 },
        { name: 'inner.zip', data: inner },
        { name: 'note.txt', data: Buffer.from('words') },
      ]),
    },
    { name: 'mail.eml', bytes: mail(png) },
    { name: 'plain.pdf', bytes: pdf(jpeg) },
    ...[...NAMES, ...MORE].map((name) => ({ name, bytes: readFileSync(new URL(name, SAMPLES)) })),
  ];
});

function mail(png: Buffer): Buffer {
  const text = [
    'From: a@example.org',
    'To: b@example.org',
    'Subject: =?utf-8?B?cGljdHVyZQ==?=',
    'MIME-Version: 1.0',
    'Content-Type: multipart/mixed; boundary="edge"',
    '',
    '--edge',
    'Content-Type: text/plain; charset=utf-8',
    '',
    'words',
    '--edge',
    'Content-Type: image/png; name="a.png"',
    'Content-Transfer-Encoding: base64',
    'Content-Disposition: attachment; filename="a.png"',
    '',
    png.toString('base64'),
    '--edge--',
    '',
  ];
  return Buffer.from(text.join('\r\n'));
}

function pdf(jpeg: Buffer): Buffer {
  const image =
    '/Type /XObject /Subtype /Image /Width 24 /Height 17 /BitsPerComponent 8 /ColorSpace /DeviceRGB ' +
    `/Filter /DCTDecode /Length ${jpeg.length}`;
  return Buffer.concat([
    Buffer.from(
      '%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n' +
        '2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n' +
        '3 0 obj\n<< /Type /Page /Parent 2 0 R /Resources << /XObject << /Im0 4 0 R >> >> >>\nendobj\n' +
        `4 0 obj\n<< ${image} >>\nstream\n`,
    ),
    jpeg,
    Buffer.from('\nendstream\nendobj\ntrailer\n<< /Root 1 0 R /Size 5 >>\n%%EOF\n'),
  ]);
}
