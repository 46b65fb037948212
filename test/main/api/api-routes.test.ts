/** The declarations of routes: all are answered, documented and checked. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { suite, test } from 'node:test';
import * as v from 'valibot';
import { openApiFile, openApiText } from '../../../build/write-openapi.ts';
import { createApi } from '../../../main/api/api.ts';
import { openApiOf } from '../../../shared/api/routes/openapi.ts';
import { addressOf, json, route, type Route } from '../../../shared/api/routes/route.ts';
import { ROUTES } from '../../../shared/api/routes/routes.ts';
import { createFakeEngines } from '../../support/fake-engines.ts';
import { fakeHost } from '../../support/fake-host.ts';

const routes: [string, Route][] = Object.entries(ROUTES);
const every = { id: 'x', index: 0, level: 0, col: 0, row: 0, picture: 'heat', case: 'x' };
const params = { ...every, image: 1, change: 1, ticket: 'x' };

suite('the routes of the API', () => {
  test('are all answered by its handler', async () => {
    const api = createApi({
      ...{ engines: createFakeEngines(), host: 'loopback', version: '9.9.9', pipelines: [] },
      openPaths: true,
    });
    for (const [name, { method, path }] of routes) {
      const address = `http://viewer${addressOf({ path }, params)}`;
      const response = await api.handle(new Request(address, { method }));
      assert.doesNotMatch(await response.text(), /is not in the API|internal/, name);
    }
    await api.close();
  });

  test('are told in docs/reference/openapi.json as they are declared', async () => {
    assert.equal(readFileSync(openApiFile, 'utf8'), await openApiText(), 'npm run openapi');
  });

  test('are each told with their parts, and no two under the same name', () => {
    const { paths } = openApiOf(ROUTES, '1.0.0') as {
      paths: Record<string, Record<string, { parameters?: { name: string; in: string }[] }>>;
    };
    const told = Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, { parameters = [] }]) => {
        const named = parameters
          .filter((each) => each.in === 'path')
          .map(({ name }) => `{${name}}`);
        assert.deepEqual(path.match(/\{\w+\}/g) ?? [], named);
        return `${method} ${path}`;
      }),
    );
    assert.equal(told.length, routes.length);
  });

  test('have addresses that nothing in a part or a query breaks out of', () => {
    const { path } = ROUTES.view;
    assert.equal(
      addressOf({ path }, { id: '../a?b' }, { pipeline: 'a/b&c', width: undefined, part: 0 }),
      '/api/images/..%2Fa%3Fb/view?pipeline=a%2Fb%26c&part=0',
    );
    assert.throws(() => addressOf({ path }, {}), /Expected id for .* but received nothing/);
  });

  test('with an answer that is not as declared tell an internal error', async (t) => {
    const told = t.mock.method(process.stderr, 'write', () => true);
    const host = fakeHost({ order: () => ({ ids: ['1'] }) as never });
    const response = await host(new Request('http://viewer/api/cases/x/order'));
    assert.equal(response.status, 500);
    assert.match(String(told.mock.calls[0].arguments[0]), /order answers ids\.0/);
  });

  test('with an event that is not as declared end with an internal error', async (t) => {
    t.mock.method(process.stderr, 'write', () => true);
    const host = fakeHost({ inspect: () => [{ type: 'result' } as never] });
    const init = { method: 'POST' };
    const response = await host(new Request('http://viewer/api/images/x/inspect', init));
    assert.match(await response.text(), /^\{"type":"error","error":\{"code":"internal"/);
  });

  test('refuse a body that is not as declared', async () => {
    const host = fakeHost({ note: () => ({ change: null, rows: [] }) });
    const post = async (body: string) => {
      const init = { method: 'POST', body };
      const response = await host(new Request('http://viewer/api/cases/x/notes', init));
      return [response.status, await response.text()];
    };
    assert.deepEqual(
      (await post('{'))[1],
      '{"error":{"code":"invalid-argument","message":"Expected JSON for request but received something else"}}',
    );
    assert.equal((await post('{"image":0,"text":"a","reviewer":"b"}'))[0], 400);
    assert.equal((await post('{"image":1,"text":"a","reviewer":"b"}'))[0], 200);
  });

  test('of a kind of schema that the document cannot tell are refused by it', () => {
    const strange = route('GET', '/strange', { summary: '', answer: json(v.bigint()) });
    assert.throws(() => openApiOf({ strange }, '1'), /received bigint/);
  });
});
