import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findCampaigns } from '../../../main/cases/campaigns.ts';
import { addImage, newCase } from './make-case.ts';

test('files with the same hidden picture are one campaign, whatever people see in them', () => {
  const caseFile = newCase();
  const add = (name: string, machineHash: string, humanHash: string, verdict = 'attack' as const) =>
    addImage(caseFile, { name, verdict, score: 0.9, machineHash, humanHash });
  const drum = '00ff00ff00ff00ff';
  const a = add('a.png', drum, '1111222233334444');
  const b = add('b.png', '00ff00ff00ff00f0', 'aaaabbbbccccdddd'); // 4 bits off
  const c = add('c.png', '0fff00ff00ff0000', '1111222233334440'); // 8 bits off b, 12 off a
  const other = add('other.png', 'ff00ff00ff00ff00', '5555555555555555');
  const clean = addImage(caseFile, { name: 'clean.png', machineHash: drum, humanHash: drum });
  assert.deepEqual(findCampaigns(caseFile), [
    { hash: drum, images: [a, b, c], carriers: 2, openly: [clean] },
  ]);
  assert.ok(other > 0);
  caseFile.close();
});

test('a case without flagged files has no campaigns', () => {
  const caseFile = newCase();
  addImage(caseFile, { name: 'a.png', machineHash: '00ff00ff00ff00ff' });
  assert.deepEqual(findCampaigns(caseFile), []);
  caseFile.close();
});
