import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { anchorsPath } from '../../../../main/cases/anchor/anchors-file.ts';
import { openCase } from '../../../../main/cases/open-case.ts';
import { scalescope } from '../../../support/capture.ts';
import { addImage, makeFolder, newCase } from '../../cases/make-case.ts';

const home = process.env['XDG_DATA_HOME'];

before(() => {
  process.env['XDG_DATA_HOME'] = join(makeFolder(), 'data');
});

after(() => {
  if (home === undefined) delete process.env['XDG_DATA_HOME'];
  else process.env['XDG_DATA_HOME'] = home;
});

test('a case that another program writes is not signed, because its log could not tell of it', async () => {
  const writing = newCase();
  addImage(writing, { name: 'a.png' });
  const { path } = writing;
  const refused = await scalescope(['case', 'sign', path]);
  assert.equal(refused.code, 2);
  assert.match(
    refused.stderr,
    /has been open for writing by .* meanwhile\. The log could not tell of this signature, .*; sign when that program has ended/,
  );
  assert.equal(existsSync(anchorsPath(path)), false);
  writing.close();
  const signed = await scalescope(['case', 'sign', path]);
  assert.equal(signed.code, 0, signed.stderr);
  const caseFile = openCase(path, { mode: 'read' });
  const last = caseFile.database.get<{ action: string }>(
    'SELECT action FROM audit ORDER BY seq DESC LIMIT 1',
  );
  caseFile.close();
  assert.equal(last?.action, 'sign');
});
