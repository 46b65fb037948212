/** The PDF of a report is verified by the JSON form in it, and by the signature beside it. */
import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { PDFDocument } from '@cantoo/pdf-lib';
import { fingerprintOf, publicKeyOf } from '../../../main/keys/signature.ts';
import { archivePdf } from '../../../main/report/archive-pdf.ts';
import { signDetached } from '../../../main/report/detached.ts';
import { makeCaseReport } from '../../../main/report/make-case-report.ts';
import { readReportFile } from '../../../main/report/read-report.ts';
import { signedBy } from '../../../main/report/sign.ts';
import { scalescope } from '../../support/capture.ts';
import { addImage, makeFolder, newCase } from '../cases/make-case.ts';

test('a PDF is verified by the JSON form in it, and its pages are open without the signature beside it', async () => {
  const folder = makeFolder();
  const path = join(folder, 'report.pdf');
  const caseFile = newCase();
  addImage(caseFile, { name: 'a.png', verdict: 'attack', score: 0.9 });
  const report = makeCaseReport(caseFile, '2026-03-01T12:30:45.678Z');
  caseFile.close();
  const key = generateKeyPairSync('ed25519').privateKey;
  const json = Buffer.from(JSON.stringify(signedBy(report, key)));
  const page = await PDFDocument.create();
  page.addPage();
  const facts = { title: 't', subject: 's', keywords: [], author: 'a', producer: 'p' };
  const printed = await page.save();
  const attached = {
    name: 'report.json',
    mediaType: 'application/json',
    description: 'd',
    bytes: json,
  };
  const pdf = await archivePdf(printed, { ...facts, createdAt: report.createdAt }, attached);
  writeFileSync(path, pdf);
  assert.deepEqual(await readReportFile(path), { text: json.toString(), isPdf: true });
  const verify = async () => {
    const fingerprint = fingerprintOf(publicKeyOf(key));
    const { code, stdout } = await scalescope(['verify', path, '--trust', fingerprint]);
    return { code, text: stdout.toString() };
  };
  const open = await verify();
  assert.equal(open.code, 2, open.text);
  assert.match(
    open.text,
    /ok {5}Signature: .* which is trusted[^]*OPEN {3}Pages of the PDF: they are not computed again/,
  );
  const beside = join(folder, 'report.signature.json');
  writeFileSync(beside, signDetached([{ path, bytes: pdf }], report.createdAt, key));
  const whole = await verify();
  assert.equal(whole.code, 0, whole.text);
  assert.match(whole.text, /ok {5}Pages of the PDF, by report\.signature\.json: SHA-256/);
  // Other pages around the same signed JSON form.
  page.addPage();
  const forged = await archivePdf(
    await page.save(),
    { ...facts, createdAt: report.createdAt },
    attached,
  );
  writeFileSync(path, forged);
  const named = await verify();
  assert.equal(named.code, 1, named.text);
  assert.match(named.text, /WRONG {2}Pages of the PDF, by report\.signature\.json: it has SHA-256/);
  writeFileSync(path, printed);
  await assert.rejects(readReportFile(path), { message: /has no report\.json attached/ });
});
