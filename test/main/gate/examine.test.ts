import assert from 'node:assert/strict';
import { request as httpRequest } from 'node:http';
import { after, before, suite, test } from 'node:test';
import { crc32, deflateSync } from 'node:zlib';
import sharp from 'sharp';
import type { Examined } from '../../../shared/api/gate/gate-answers.ts';
import { smallPictures, startGate, type RunningGate } from './running-gate.ts';

let running: RunningGate;
let attack: Buffer<ArrayBuffer>;
let decoy: Buffer<ArrayBuffer>;

before(async () => {
  ({ attack, decoy } = await smallPictures());
  running = await startGate();
});
after(() => running.close());

interface Answer {
  status: number;
  headers: Headers;
  body: Examined & { error?: { code: string; message: string } };
}

async function examine(body: BodyInit, query = '', type?: string): Promise<Answer> {
  const headers: Record<string, string> = type === undefined ? {} : { 'content-type': type };
  const response = await fetch(`${running.origin}/v1/examine${query}`, {
    method: 'POST',
    body,
    headers,
  });
  return {
    ...{ status: response.status, headers: response.headers },
    body: (await response.json()) as Answer['body'],
  };
}

const inJson = (fields: object) => examine(JSON.stringify(fields), '', 'application/json');
const dataUrl = (bytes: Buffer) => `data:image/png;base64,${bytes.toString('base64')}`;

suite('an image is examined', () => {
  test('as the body: an attack is blocked, with its finding', async () => {
    const { status, body } = await examine(attack, '?name=upload.png', 'image/png');
    assert.equal(status, 200);
    assert.equal(body.action, 'block');
    assert.deepEqual(body.because, ['Verdict: Attack.']);
    assert.equal(body.finding.verdict, 'attack');
    assert.equal(body.finding.file, 'upload.png');
    assert.deepEqual([body.finding.targets[0]!.width, body.finding.targets[0]!.height], [96, 96]);
    assert.equal('view' in body || 'cleaned' in body || 'text' in body, false);
  });

  test('in a form: the decoy passes', async () => {
    const form = new FormData();
    form.set('image', new File([decoy], 'photo.png', { type: 'image/png' }));
    const { status, body } = await examine(form);
    assert.equal(status, 200);
    assert.equal(body.action, 'pass');
    assert.equal(body.finding.file, 'photo.png');
  });

  test('as a data URL, with the view, the text and a clean copy', async () => {
    const { status, body } = await inJson({
      ...{ image: dataUrl(attack), view: true, text: true, clean: true },
      ...{ pipeline: 'opencv/linear', size: '96x96' },
    });
    assert.equal(status, 200);
    assert.equal(body.pipeline, 'opencv/linear');
    assert.deepEqual([body.view!.pipeline, body.view!.width], ['opencv/linear', 96]);
    const view = Buffer.from(body.view!.dataUrl.split(',')[1]!, 'base64');
    assert.equal((await sharp(view).metadata()).height, 96);
    assert.equal(body.cleaned!.certificate.verdict, 'clean');
    const cleaned = Buffer.from(body.cleaned!.dataUrl.split(',')[1]!, 'base64');
    assert.equal((await sharp(cleaned).metadata()).width, 900);
    assert.equal(body.text!.data?.language, 'eng');
    const again = await examine(cleaned, '?pipeline=opencv/linear&size=96x96');
    assert.notEqual(again.body.finding.verdict, 'attack');
  });

  test('in a form with a data URL, and fields that go over the query', async () => {
    const form = new FormData();
    form.set('image', dataUrl(attack));
    form.set('pipeline', 'opencv/linear');
    form.set('size', '96');
    const { body } = await examine(form, '?pipeline=blind');
    assert.equal(body.pipeline, 'opencv/linear');
    assert.equal(body.finding.verdict, 'attack');
  });

  test('without leaving a file, and with a line in the log that does not name it', async () => {
    await examine(decoy, '?name=private-name.png');
    assert.deepEqual(await running.files(), []);
    const line = running.log.findLast(({ event }) => event === 'examined')!;
    assert.deepEqual(
      [line['verdict'], line['action'], line['width'], line['bytes']],
      ['clean', 'pass', 900, decoy.length],
    );
    assert.match(String(line['sha256']), /^[0-9a-f]{64}$/);
    assert.doesNotMatch(JSON.stringify(running.log), /private-name/);
  });
});

/** A black PNG of one bit a pixel and `side` pixels a side: hundreds of times larger than its file. */
function pngOfZeros(side: number): Buffer<ArrayBuffer> {
  const chunk = (type: string, data: Buffer): Buffer => {
    const named = Buffer.concat([Buffer.from(type, 'latin1'), data]);
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(data.length);
    sum.writeUInt32BE(crc32(named));
    return Buffer.concat([length, named, sum]);
  };
  const header = Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0]);
  header.writeUInt32BE(side, 0);
  header.writeUInt32BE(side, 4);
  const rows = deflateSync(Buffer.alloc(side * (1 + Math.ceil(side / 8))), { level: 1 });
  const signature = Buffer.from('89504e470d0a1a0a', 'hex');
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', rows),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

suite('what cannot be examined is answered', () => {
  test('no image with 415, a broken one with 422, and both with the action', async () => {
    const text = await examine('hello there', '', 'image/png');
    assert.equal(text.status, 415);
    assert.match(text.body.error!.message, /is a text file, not an image/);
    assert.equal(text.body.action, 'block');
    const broken = await examine(attack.subarray(0, 200));
    assert.equal(broken.status, 422);
    assert.equal(broken.body.error!.code, 'decode-failed');
    assert.equal(broken.body.action, 'block');
  });

  test('a bomb with an error finding', async () => {
    const bomb = pngOfZeros(30_000);
    assert.ok(bomb.length < 1_000_000);
    const { status, body } = await examine(bomb);
    assert.equal(status, 200);
    assert.equal(body.action, 'block');
    assert.equal(body.finding.verdict, 'error');
    assert.equal(body.error!.code, 'too-large');
  });

  test('wrong requests with a sentence', async () => {
    const cases: [Promise<Answer>, number, RegExp][] = [
      [examine(decoy, '?pipeline=nothing/such'), 404, /nothing\/such/],
      [examine(decoy, '?size=12x'), 400, /a size such as "299x299"/],
      [examine(decoy, '?size=299x299'), 400, /pipeline is missing/],
      [examine(decoy, '?pipeline=model/inception-v3&size=9x9'), 400, /has its own/],
      [examine(decoy, '?view=yes'), 400, /"true" or "false" for view/],
      [examine('', ''), 400, /The image in the body of the request is missing/],
      [examine('{', '', 'application/json'), 400, /Expected JSON, an object/],
      [inJson({}), 400, /image/],
      [inJson({ image: 'data:image/png,abc' }), 400, /a data URL in base64/],
      [inJson({ image: '!!!' }), 400, /base64/],
      [inJson({ image: 'https://example.com/a.png' }), 400, /this gate fetches none/],
      [examine('x', '', 'multipart/form-data; boundary=a'), 400, /a form/],
      [examine(Buffer.alloc(4 * 1024 ** 2 + 1)), 413, /larger than the limit of 4 MiB/],
    ];
    for (const [answer, status, message] of cases) {
      const { status: told, body } = await answer;
      assert.match(body.error!.message, message);
      assert.equal(told, status, body.error!.message);
    }
  });

  test('other paths and methods with 404', async () => {
    assert.equal((await fetch(`${running.origin}/v1/nothing`)).status, 404);
    assert.equal((await fetch(`${running.origin}/v1/examine`)).status, 404);
  });
});

suite('who may ask', () => {
  function ask(headers: Record<string, string>): Promise<number> {
    const { port } = new URL(running.origin);
    return new Promise((resolve, reject) => {
      const sent = httpRequest({ port, path: '/healthz', headers }, (response) => {
        response.resume();
        resolve(response.statusCode!);
      });
      sent.on('error', reject);
      sent.end();
    });
  }

  test('nobody who calls the gate by another name, and no page', async () => {
    const { host, port } = new URL(running.origin);
    assert.equal(await ask({ host }), 200);
    assert.equal(await ask({ host: `localhost:${port}` }), 200);
    for (const foreign of [
      'evil.example',
      `evil.example:${port}`,
      '127.0.0.1:1',
      `127.0.0.1.evil.example:${port}`,
    ]) {
      assert.equal(await ask({ host: foreign }), 421, foreign);
    }
    assert.equal(await ask({ host, origin: 'http://evil.example' }), 403);
    assert.equal(await ask({ host, 'sec-fetch-site': 'cross-site' }), 403);
  });
});

suite('what the service tells of itself', () => {
  test('figures by verdict, action, route and status', async () => {
    const text = await (await fetch(`${running.origin}/metrics`)).text();
    for (const line of [
      /^scalescope_gate_images_total\{verdict="attack",action="block"\} \d+$/m,
      /^scalescope_gate_images_total\{verdict="error",action="block"\} \d+$/m,
      /^scalescope_gate_requests_total\{route="\/v1\/examine",status="415"\} 1$/m,
      /^scalescope_gate_refused_total\{reason="host"\} 4$/m,
      /^scalescope_gate_examine_seconds_bucket\{le="\+Inf"\} \d+$/m,
      /^scalescope_gate_queue_length 0$/m,
      /^scalescope_gate_held_bytes 0$/m,
      /^scalescope_gate_engine_restarts_total 0$/m,
    ]) {
      assert.match(text, line);
    }
    // Each figure has its help and its type, as Prometheus wants them.
    const names = new Set(
      [...text.matchAll(/^(scalescope_gate_\w+?)(?:_bucket|_sum|_count)?(?:\{| )/gm)].map(
        ([, name]) => name,
      ),
    );
    for (const name of names) assert.match(text, new RegExp(`^# TYPE ${name} `, 'm'));
  });

  test('its pipelines, its document and its health', async () => {
    const pipelines = (await (await fetch(`${running.origin}/v1/pipelines`)).json()) as {
      id: string;
    }[];
    assert.ok(pipelines.some(({ id }) => id === 'opencv/linear'));
    const { openapi } = (await (await fetch(`${running.origin}/openapi.json`)).json()) as {
      openapi: string;
    };
    assert.equal(openapi, '3.1.0');
    assert.equal((await fetch(`${running.origin}/readyz`)).status, 200);
  });
});
