/** What the viewer asks of its host: declared routes, whose answers are checked. */
import assert from 'node:assert/strict';
import { afterEach, suite, test } from 'node:test';
import { call, callEvents, HostLost } from '../../../renderer/client/call.ts';
import * as host from '../../../renderer/client/api-client.ts';
import { ROUTES } from '../../../shared/api/routes/routes.ts';
import { UserError } from '../../../shared/base/errors.ts';
import { fakeHost, type Answers } from '../../support/fake-host.ts';

const realFetch = globalThis.fetch;
afterEach(() => void (globalThis.fetch = realFetch));

/** The paths that were asked for. */
function hostWith(answers: Answers): string[] {
  const answer = fakeHost(answers);
  const asked: string[] = [];
  globalThis.fetch = async (path, init) => {
    asked.push(`${init?.method ?? 'GET'} ${String(path)}`);
    return answer(new Request(new URL(String(path), 'http://viewer'), init));
  };
  return asked;
}

suite('the way to the host', () => {
  test('asks for samples of the source by its region, and of a view beside its size', async () => {
    const samples = { x: 1, y: 2, width: 1, height: 1, channels: 1, values: [7] };
    const asked = hostWith({ samples: () => samples, viewSamples: () => samples });
    const region = { x: 1, y: 2, width: 1, height: 1 };
    assert.deepEqual(await host.fetchSamples('a', null, region), samples);
    const view = { pipeline: 'opencv/linear', width: 9, height: 8, show: 'antialiased' } as const;
    await host.fetchSamples('a', view, region);
    assert.deepEqual(asked, [
      'GET /api/images/a/samples?x=1&y=2&width=1&height=1',
      'GET /api/images/a/view/samples?pipeline=opencv%2Flinear&width=9&height=8&show=antialiased&x=1&y=2&columns=1&rows=1',
    ]);
  });

  test('passes on what an answer has beyond its declaration', async () => {
    const more = { total: 1, done: 1, examined: 1, found: 0, failed: 0, leftOut: [], later: 'x' };
    hostWith({ scanCase: () => [{ type: 'result', ...more }] });
    const events = [];
    for await (const event of callEvents(ROUTES.scanCase, { params: { case: 'c' }, body: {} })) {
      events.push(event);
    }
    assert.deepEqual(events, [{ type: 'result', ...more }]);
  });

  test('refuses an answer that is not as declared', async () => {
    globalThis.fetch = async () => Response.json({ ids: 'all' });
    await assert.rejects(
      call(ROUTES.order, { params: { case: 'c' }, query: {} }),
      (error) => error instanceof UserError && /unexpected data \(ids\)/.test(error.message),
    );
  });

  test('tells what the host tells, and that there is none', async () => {
    globalThis.fetch = async () =>
      Response.json({ error: { code: 'busy', message: 'Later' } }, { status: 503 });
    await assert.rejects(host.fetchSession(), { code: 'busy', message: 'Later' });
    globalThis.fetch = async () => Promise.reject(new TypeError('fetch failed'));
    await assert.rejects(host.fetchSession(), HostLost);
  });
});
