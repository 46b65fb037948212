import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRates } from '../../../main/gate/access/rates.ts';

test('a minute of requests may come at once, and grows again evenly', () => {
  let ms = 0;
  const rates = createRates(() => ms);
  const ask = (name = 'web') => rates.take(name, { requestsPerMinute: 6 });
  for (let i = 0; i < 6; i++) assert.equal(ask(), null);
  assert.deepEqual(ask(), { what: 'requests', perMinute: 6, retryAfter: 10 });
  assert.equal(ask('other'), null, 'each name has its own');
  ms += 9000;
  assert.deepEqual(ask(), { what: 'requests', perMinute: 6, retryAfter: 1 });
  ms += 1000;
  assert.equal(ask(), null);
  ms += 3_600_000;
  for (let i = 0; i < 6; i++) assert.equal(ask(), null, 'no more than a minute is saved');
  assert.notEqual(ask(), null);
});

test('an image may go over the bytes, and what follows waits until that is made up for', () => {
  let ms = 0;
  const rates = createRates(() => ms);
  const ask = () => rates.take('web', { bytesPerMinute: 6000 });
  assert.equal(ask(), null);
  rates.charge('web', 9000);
  assert.deepEqual(ask(), { what: 'bytes', perMinute: 6000, retryAfter: 31 });
  ms += 31_000;
  assert.equal(ask(), null);
});

test('a rate that is changed holds from the next request on', () => {
  const rates = createRates(() => 0);
  assert.equal(rates.take('web', {}), null);
  assert.equal(rates.take('web', { requestsPerMinute: 1 }), null);
  assert.notEqual(rates.take('web', { requestsPerMinute: 1 }), null);
  assert.equal(rates.take('web', {}), null);
});
