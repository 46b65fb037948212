/** Sources as a worker reaches them: what is trouble with one object, and what with its source. */
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import { basename, join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { UserError } from '../../../shared/base/errors.ts';
import { folderSource } from '../../../main/fleet/sources/folder-source.ts';
import { localName } from '../../../main/fleet/sources/local-name.ts';
import { listS3, parseS3, s3Source } from '../../../main/fleet/sources/s3-source.ts';
import { SourceLost } from '../../../main/fleet/sources/source.ts';
import { makeCheapImages } from '../../crash-test/fleet/cheap-images.ts';
import { makeZip } from '../../support/files/make-zip.ts';
import { makeFolder } from '../cases/make-case.ts';

const signal = new AbortController().signal;
const object = (key: string, bytes: number | null = null) => ({
  ...{ key, bytes, etag: null, isNamed: false },
});

describe('a bucket', () => {
  let server: Server;
  let folder: string;
  let endpoint: string;
  let answer: (path: string, query: URLSearchParams, response: ServerResponse) => void;
  before(async () => {
    process.env['AWS_ACCESS_KEY_ID'] = process.env['AWS_SECRET_ACCESS_KEY'] = 'key';
    folder = makeFolder();
    server = createServer((request, response) => {
      const at = request.url!.indexOf('?');
      const path = at === -1 ? request.url! : request.url!.slice(0, at);
      answer(path, new URLSearchParams(at === -1 ? '' : request.url!.slice(at)), response);
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    endpoint = `http://127.0.0.1:${(server.address() as { port: number }).port}`;
  });
  after(() => {
    delete process.env['AWS_ACCESS_KEY_ID'];
    delete process.env['AWS_SECRET_ACCESS_KEY'];
    server.closeAllConnections();
    server.close();
  });

  const page = (keys: string[], token?: string): string =>
    `<ListBucketResult><IsTruncated>${token !== undefined}</IsTruncated>` +
    (token === undefined ? '' : `<NextContinuationToken>${token}</NextContinuationToken>`) +
    keys.map((key) => `<Contents><Key>${key}</Key><Size>1</Size></Contents>`).join('') +
    '</ListBucketResult>';
  const source = (maxBytes = 1e6) => s3Source(parseS3('s3://photos/in/', endpoint), maxBytes);

  test('is listed on by the token that it gives, also after a page without objects', async () => {
    let asked = 0;
    answer = (_path, query, response) => {
      asked++;
      const token = query.get('continuation-token');
      response.end(
        token === null ? page([], 'one') : token === 'one' ? page(['a'], 'two') : page(['b']),
      );
      assert.ok(asked < 10, 'it is listed without end');
    };
    const keys: string[] = [];
    for await (const objects of listS3(parseS3('s3://photos', endpoint), null)) {
      keys.push(...objects.map(({ key }) => key));
    }
    assert.deepEqual([keys, asked], [['a', 'b'], 3]);
  });

  test('has objects that cannot be fetched, which come again, as long as it answers itself', async () => {
    let isUp = true;
    answer = (_path, query, response) => {
      if (query.has('list-type') && isUp) return response.end(page([]));
      response.writeHead(500).end('<Error><Code>InternalError</Code></Error>');
      return undefined;
    };
    const reached = await source().reach(object('in/bad.png'), join(folder, '1'), signal);
    assert.ok('again' in reached);
    assert.equal(reached.again.code, 'unreadable');
    assert.match(reached.again.message, /s3:\/\/photos\/in\/bad\.png cannot be fetched/);
    isUp = false;
    await assert.rejects(
      source().reach(object('in/bad.png'), join(folder, '1'), signal),
      (error) => error instanceof UserError && error.code === 'busy',
    );
  });

  test('whose credentials have ended is lost', async () => {
    answer = (_path, _query, response) =>
      response.writeHead(400).end('<Error><Code>ExpiredToken</Code></Error>');
    await assert.rejects(source().reach(object('in/a.png'), join(folder, '2'), signal), SourceLost);
    assert.match((await source().refusal())!, /ExpiredToken/);
  });

  test('has objects whose keys are no names of files', async () => {
    answer = (_path, _query, response) => response.end('bytes');
    for (const key of ['in/..', `in/${'ü'.repeat(200)}.png`, 'in/a:b\u0001.png']) {
      const reached = await source().reach(object(key), join(folder, '3'), signal);
      assert.ok('path' in reached, key);
      assert.equal(readFileSync(reached.path, 'utf8'), 'bytes');
      assert.equal(basename(join(reached.path, '..')), '3', 'it lies where it should');
    }
    assert.match(localName(`${'ü'.repeat(200)}.png`), /^ü+\.png$/);
    writeFileSync(join(folder, 'full'), '');
    // Of the worker and not of the object: its job comes again.
    await assert.rejects(source().reach(object('in/a.png'), join(folder, 'full'), signal), {
      code: 'write-failed',
    });
  });

  test('has objects above the limit, of which those are told of that would be examined', async () => {
    const [image] = await makeCheapImages(join(folder, 'made'), 1);
    const zip = makeZip([{ name: 'a.png', data: readFileSync(image) }]);
    const bodies: Record<string, Buffer> = {
      image: readFileSync(image),
      zip,
      film: Buffer.from('no image at all'.repeat(1000)),
    };
    answer = (path, _query, response) => response.end(bodies[path.split('/').at(-1)!]);
    const codeOf = async (key: string) => {
      const reached = await source(10).reach(object(`in/${key}`, 1e9), join(folder, '4'), signal);
      return 'isSkipped' in reached ? 'skipped' : 'path' in reached ? reached.error?.code : 'again';
    };
    assert.deepEqual(await Promise.all(['image', 'zip', 'film', 'named.png'].map(codeOf)), [
      'too-large',
      'too-large',
      'skipped',
      'too-large',
    ]);
  });
});

test('a folder that is not mounted is lost, and a file that is gone from it comes again', async () => {
  const root = join(makeFolder(), 'photos');
  mkdirSync(root);
  writeFileSync(join(root, 'a.png'), '');
  writeFileSync(join(root, 'b.png'), '');
  const description = { kind: 'folder', name: 'photos', root, given: [root] } as const;
  const source = folderSource({ ...description, given: [root] }, new Map(), () =>
    Promise.resolve(['a.png', 'b.png']),
  );
  assert.equal(await source.refusal(), null);
  rmSync(join(root, 'a.png'));
  const reached = await source.reach(object('a.png'), '', signal);
  assert.deepEqual(reached, { again: { code: 'not-found', message: 'a.png does not exist' } });
  rmSync(join(root, 'b.png'));
  await assert.rejects(source.reach(object('a.png'), '', signal), SourceLost);
  assert.match((await source.refusal())!, /none of its files here\. Mount it there/);
});
