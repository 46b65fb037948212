/** Addresses of images: only of allowed storages, whatever names, redirects and paths say. */
import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, suite, test } from 'node:test';
import { parseAllowed } from '../../../main/gate/fetch/allowed-address.ts';
import { fetchImage, type FetchOptions } from '../../../main/gate/fetch/fetch-image.ts';
import { isPublic } from '../../../main/gate/fetch/private-ranges.ts';
import { byteBudget } from '../../../main/gate/input/byte-budget.ts';
import { heldIn } from '../../../main/gate/input/read-body.ts';

let storage: Server;
let other: Server;
let port: number;
let otherPort: number;
const asked: string[] = [];

before(async () => {
  storage = createServer((request, response) => {
    asked.push(`${request.headers.host} ${request.url}`);
    const { pathname } = new URL(request.url!, 'http://x');
    if (pathname === '/up/ok.png') response.end('image bytes');
    else if (pathname === '/up/large') response.end(Buffer.alloc(5000));
    else if (pathname === '/up/near') response.writeHead(302, { location: '/up/ok.png' }).end();
    else if (pathname === '/up/far')
      response.writeHead(302, { location: `http://127.0.0.1:${otherPort}/secret` }).end();
    else if (pathname === '/up/out') response.writeHead(307, { location: '/secret' }).end();
    else if (pathname === '/up/round') response.writeHead(301, { location: '/up/round' }).end();
    else if (pathname === '/up/slow') response.write('a');
    else if (pathname === '/up/denied') response.writeHead(403).end();
    else response.writeHead(404).end();
  });
  other = createServer((_, response) => response.end('secret'));
  for (const server of [storage, other]) {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  }
  port = (storage.address() as AddressInfo).port;
  otherPort = (other.address() as AddressInfo).port;
});
after(() => {
  for (const server of [storage, other]) {
    server.closeAllConnections();
    server.close();
  }
});

async function get(address: string, options: Partial<FetchOptions> = {}): Promise<string> {
  const all = {
    ...{
      allowed: [parseAllowed(`http://127.0.0.1:${port}/up/`)],
      mostBytes: 1000,
      timeoutMs: 5000,
    },
    ...options,
  };
  const held = heldIn(byteBudget(10_000));
  return Buffer.from(await fetchImage(address, all, held, new AbortController().signal)).toString();
}
const at = (path: string) => `http://127.0.0.1:${port}${path}`;

suite('an image of an allowed storage', () => {
  test('is fetched, with what is signed in its query, and over a redirect within the storage', async () => {
    assert.equal(await get(at('/up/ok.png?signature=abc')), 'image bytes');
    assert.equal(await get(at('/up/near')), 'image bytes');
  });

  test('is refused where it is too large, too slow, missing or denied', async () => {
    await assert.rejects(get(at('/up/large')), { code: 'too-large' });
    await assert.rejects(get(at('/up/slow'), { timeoutMs: 200 }), /took longer than 0\.2 s/);
    await assert.rejects(get(at('/up/none.png')), { code: 'not-found' });
    await assert.rejects(get(at('/up/denied')), /refuses the image \(403\)/);
    await assert.rejects(get(at('/up/round')), /redirects too often/);
  });
});

suite('no other address is fetched', () => {
  test('another path, host, port, scheme or user, nor one that walks up', async () => {
    asked.length = 0;
    const addresses = [
      at('/secret'),
      at('/up'),
      at('/up/../secret'),
      at('/up/%2e%2e/secret'),
      at('/up/..%2fsecret'),
      at('/up/..%5csecret'),
      `http://127.0.0.1:${otherPort}/up/ok.png`,
      `https://127.0.0.1:${port}/up/ok.png`,
      `http://user@127.0.0.1:${port}/up/ok.png`,
      `http://127.0.0.1:${port}@evil.example/up/ok.png`,
      `http://localhost:${port}/up/ok.png`,
      `http://[::ffff:127.0.0.1]:${port}/up/ok.png`,
      'file:///etc/passwd',
      'ftp://127.0.0.1/up/',
      'http://',
    ];
    for (const address of addresses) {
      await assert.rejects(get(address), { code: 'invalid-argument' }, address);
    }
    assert.deepEqual(asked, []);
  });

  test('a redirect to elsewhere', async () => {
    for (const path of ['/up/far', '/up/out']) {
      await assert.rejects(get(at(path)), /not in a storage that the gate is allowed to read/);
    }
  });

  test('a public name that leads into a private network, wholly or in part', async () => {
    const allowed = [parseAllowed(`http://storage.example:${port}/up/`)];
    for (const answer of [
      ['127.0.0.1'],
      ['8.8.8.8', '10.0.0.1'],
      ['::1'],
      ['::ffff:10.0.0.1'],
      [],
    ]) {
      const resolve = async () => answer;
      await assert.rejects(
        get(`http://storage.example:${port}/up/ok.png`, { allowed, resolve }),
        /leads into a private network/,
      );
    }
  });

  test('a name is asked once, and connected to where that answer led', async () => {
    const allowed = [parseAllowed(`http://storage.example:${port}/up/`, true)];
    let questions = 0;
    const resolve = async () => (questions++ === 0 ? ['127.0.0.1'] : ['10.255.255.1']);
    assert.equal(
      await get(`http://storage.example:${port}/up/ok.png`, { allowed, resolve }),
      'image bytes',
    );
    assert.equal(questions, 1);
    assert.equal(asked.at(-1), `storage.example:${port} /up/ok.png`);
  });
});

suite('which networks are public', () => {
  test('private, shared, local, mapped and reserved ones are not', () => {
    const inner =
      '0.0.0.0 10.1.2.3 100.64.0.1 127.0.0.1 127.255.0.1 169.254.169.254 172.16.0.1 172.31.255.255 192.168.1.1 ' +
      '198.18.0.1 224.0.0.1 240.0.0.1 255.255.255.255 :: ::1 ::ffff:10.0.0.1 ::ffff:127.0.0.1 64:ff9b::a00:1 ' +
      '2002:7f00:1::1 fc00::1 fd12::1 fe80::1 ff02::1 2001:db8::1 nonsense';
    for (const address of inner.split(' ')) assert.equal(isPublic(address), false, address);
    for (const address of [
      '8.8.8.8',
      '172.32.0.1',
      '192.169.0.1',
      '2606:4700::1111',
      '::ffff:8.8.8.8',
    ]) {
      assert.equal(isPublic(address), true, address);
    }
  });

  test('an allowed address that makes no sense is refused', () => {
    for (const text of [
      'storage',
      'ftp://a/',
      'https://u:p@a/',
      'https://a/?x=1',
      'https://a/%2f/',
    ]) {
      assert.throws(() => parseAllowed(text), { code: 'invalid-argument' }, text);
    }
  });
});
