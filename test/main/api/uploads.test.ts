/** Uploads that come and go at the same time: the same bytes twice, one of which nobody keeps. */
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, it } from 'node:test';
import { createUploads, type Uploads } from '../../../main/api/uploads.ts';

let folder: string;
let uploads: Uploads;

before(() => {
  folder = mkdtempSync(join(tmpdir(), 'scalescope-test-'));
  uploads = createUploads(folder, { maxBytes: 1000 });
});

after(async () => {
  await uploads.close();
  rmSync(folder, { recursive: true });
});

const receive = (): Promise<string> =>
  uploads.receive(new Blob(['the same bytes']).stream(), 'notes.txt');

it('a file that comes again while it is being removed is there', async () => {
  for (let round = 0; round < 50; round++) {
    const first = await receive();
    const [second] = await Promise.all([receive(), uploads.release(first, false)]);
    assert.ok(existsSync(second), `round ${round}`);
    await uploads.release(second, false);
    assert.ok(!existsSync(second), `left over in round ${round}`);
  }
});
