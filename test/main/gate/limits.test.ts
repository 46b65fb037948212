/** What a gate does when there is too much: of images, of bytes, of clients that are slow or gone. */
import assert from 'node:assert/strict';
import { connect, type Socket } from 'node:net';
import { after, before, suite, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import sharp from 'sharp';
import { newToken } from '../../../main/gate/access/token-file.ts';
import { createAdmission } from '../../../main/gate/service/admission.ts';
import { smallPictures, startGate, type RunningGate } from './running-gate.ts';

const { token, stored } = newToken('web', null);
const old = newToken('old', new Date(0));
const slow = newToken('slow', null, new Date(), { requestsPerMinute: 2 });
let running: RunningGate;
let decoy: Buffer<ArrayBuffer>;
before(async () => {
  ({ decoy } = await smallPictures());
  running = await startGate(
    { queue: 2, tokens: [stored, old.stored, slow.stored] },
    { receiveMs: 1500, mostConnections: 700 },
  );
});
after(() => running.close());

const headers = { authorization: `Bearer ${token}` };
const examine = (body: BodyInit = decoy) =>
  fetch(`${running.origin}/v1/examine`, { method: 'POST', headers, body });

/** A connection that sends `text`, and what it receives until it ends. */
function raw(text: string): { socket: Socket; ended: Promise<string> } {
  const socket = connect(Number(new URL(running.origin).port), '127.0.0.1');
  let received = '';
  socket.setEncoding('utf8');
  socket.on('data', (chunk: string) => (received += chunk));
  socket.on('error', () => undefined);
  socket.write(text);
  return { socket, ended: new Promise((resolve) => socket.on('close', () => resolve(received))) };
}

const head = (more: string) =>
  `POST /v1/examine HTTP/1.1\r\nHost: ${new URL(running.origin).host}\r\nAuthorization: Bearer ${token}\r\n${more}\r\n`;

suite('tokens', () => {
  test('missing, wrong and expired ones are answered with 401, and health without one', async () => {
    const status = async (given: Record<string, string>) => {
      const response = await fetch(`${running.origin}/v1/pipelines`, { headers: given });
      return [response.status, response.headers.get('www-authenticate')];
    };
    assert.deepEqual(await status({}), [401, 'Bearer']);
    assert.deepEqual(await status({ authorization: 'Bearer nonsense' }), [401, 'Bearer']);
    assert.deepEqual(await status({ authorization: `Bearer ${old.token}` }), [401, 'Bearer']);
    assert.deepEqual(await status(headers), [200, null]);
    assert.equal((await fetch(`${running.origin}/healthz`)).status, 200);
    assert.equal((await fetch(`${running.origin}/metrics`)).status, 401);
  });
});

suite('a token with a rate', () => {
  test('is answered with 429 beyond it, and others are not', async () => {
    const own = { authorization: `Bearer ${slow.token}` };
    const ask = async (given: Record<string, string>) => {
      // No image at all: it counts as a request all the same.
      const asked = { method: 'POST', headers: given, body: 'none' };
      const response = await fetch(`${running.origin}/v1/examine`, asked);
      const { error } = (await response.json()) as { error: { message: string } };
      return { status: response.status, after: response.headers.get('retry-after'), error };
    };
    assert.equal((await ask(own)).status, 415);
    assert.equal((await ask(own)).status, 415);
    const { status, after, error } = await ask(own);
    assert.equal(status, 429);
    assert.match(after!, /^[1-3]?\d$/);
    assert.match(error.message, /^slow may send 2 requests a minute\. Try again in \d+ s$/);
    assert.equal((await ask(headers)).status, 415);
    const figures = await (await fetch(`${running.origin}/metrics`, { headers: own })).text();
    for (const line of [
      /^scalescope_gate_token_requests_total\{token="slow"\} 3$/m,
      /^scalescope_gate_token_refused_total\{token="slow",what="requests"\} 1$/m,
      /^scalescope_gate_refused_total\{reason="rate-requests"\} 1$/m,
      /^scalescope_gate_token_bytes_total\{token="slow"\} 8$/m,
    ]) {
      assert.match(figures, line);
    }
  });
});

suite('too much at once', () => {
  test('more images than may wait are answered with 429 and when to come again; the others are examined', async () => {
    const answers = await Promise.all(Array.from({ length: 40 }, () => examine()));
    const statuses = answers.map(({ status }) => status);
    const refused = answers.filter(({ status }) => status === 429);
    assert.ok(statuses.filter((status) => status === 200).length >= 4, statuses.join(' '));
    assert.ok(refused.length > 0);
    assert.equal(
      statuses.every((status) => status === 200 || status === 429),
      true,
    );
    for (const { headers: told } of refused) assert.match(told.get('retry-after')!, /^[1-9]\d?$/);
    for (const answer of answers) await answer.arrayBuffer();
    assert.equal((await examine()).status, 200);
  });

  test('of 10,000 that come at once each is run in turn or refused, and none is lost', async () => {
    const admission = createAdmission(2, 50);
    let [most, runs] = [0, 0];
    const signal = new AbortController().signal;
    const work = async () => {
      most = Math.max(most, admission.running);
      await sleep(1);
      runs++;
    };
    const settled = await Promise.allSettled(
      Array.from({ length: 10_000 }, () => admission.run(work, signal)),
    );
    const refused = settled.filter(({ status }) => status === 'rejected').length;
    assert.equal(runs, 52);
    assert.equal(refused, 10_000 - 52);
    assert.equal(most, 2);
    assert.equal(admission.running + admission.waiting, 0);
  });

  test('who gives up while waiting leaves the queue, and the next one gets the place', async () => {
    const admission = createAdmission(1, 5);
    const first = Promise.withResolvers<undefined>();
    const signal = new AbortController().signal;
    const running = admission.run(() => first.promise, signal);
    const gone = new AbortController();
    const waiting = admission.run(async () => 'never', gone.signal);
    const last = admission.run(async () => 'last', signal);
    gone.abort();
    await assert.rejects(waiting, { code: 'cancelled' });
    first.resolve(undefined);
    await running;
    assert.equal(await last, 'last');
    await admission.idle();
  });
});

suite('clients that are slow or gone', () => {
  test(
    '500 that send nearly nothing harm no one, and are let go',
    { timeout: 60_000 },
    async () => {
      const parts = [head('Content-Length: 1000\r\n') + 'abc', 'POST /v1/exa', ''];
      const slow = Array.from({ length: 500 }, (_, i) => raw(parts[i % 3]!));
      const feeding = setInterval(() => {
        for (const { socket } of slow) if (socket.writable) socket.write('x');
      }, 300);
      try {
        await sleep(200);
        for (let i = 0; i < 5; i++) assert.equal((await examine()).status, 200);
        const ends = await Promise.all(slow.map(({ ended }) => ended));
        assert.ok(ends.filter((text) => /^HTTP\/1\.1 (408|400)/.test(text)).length > 300);
      } finally {
        clearInterval(feeding);
      }
      assert.equal((await examine()).status, 200);
    },
  );

  test('a body that breaks off leaves nothing behind', async () => {
    const { socket } = raw(head(`Content-Length: ${decoy.length}\r\n`));
    socket.write(decoy.subarray(0, 5000));
    await sleep(100);
    socket.destroy();
    const figures = async () => (await fetch(`${running.origin}/metrics`, { headers })).text();
    for (let tries = 0; !/^scalescope_gate_held_bytes 0$/m.test(await figures()); tries++) {
      assert.ok(tries < 100);
      await sleep(20);
    }
    assert.deepEqual(await running.files(), []);
  });

  test('a client that leaves takes its image out of the engine', async () => {
    // Large enough that it is not done before its client leaves.
    const noise = { type: 'gaussian' as const, mean: 128, sigma: 40 };
    const background = { r: 0, g: 0, b: 0 };
    const create = { width: 4000, height: 3000, channels: 3 as const, background, noise };
    const body = await sharp({ create }).jpeg({ quality: 60 }).toBuffer();
    const gone = new AbortController();
    const leaving = fetch(`${running.origin}/v1/examine`, {
      ...{ method: 'POST', headers, body: Uint8Array.from(body), signal: gone.signal },
    });
    await sleep(60);
    gone.abort();
    await assert.rejects(leaving);
    await running.gate.idle();
    assert.deepEqual(await running.files(), []);
  });
});
