import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { createApi, type Api } from '../../../main/api/api.ts';
import { openCase } from '../../../main/cases/open-case.ts';
import { countQueue } from '../../../main/cases/queue/queue.ts';
import { addRoots, recordFinding } from '../../../main/cases/record.ts';
import { setRules } from '../../../main/cases/review/views.ts';
import { figuresOf } from '../../../main/cases/case-summary.ts';
import { verifyCase } from '../../../main/cases/verify-case.ts';
import type {
  CaseImage,
  CaseScanEvent,
  CaseSummary,
  Change,
} from '../../../shared/case/case-contract.ts';
import type { CaseNews, Exposure } from '../../../shared/case/case-people.ts';
import type { QueueCounts, QueuePage } from '../../../shared/case/case-queue.ts';
import { UserError, type ErrorBody } from '../../../shared/base/errors.ts';
import { createFakeEngines } from '../../support/fake-engines.ts';
import { addImage, examined, makeFolder, newCase } from '../cases/make-case.ts';

const folder = makeFolder();
const path = join(folder, 'review.case');
const told: string[] = [];
let api: Api;
let id: string;

before(async () => {
  const made = newCase(path);
  for (let i = 0; i < 5; i++)
    addImage(made, {
      ...{ name: `${i}.png`, verdict: 'attack', score: i / 10 },
      ...(i % 2 === 0 ? { labelDistance: (5 - i) / 5 } : {}),
    });
  made.close();
  api = newApi(true);
  id = ((await (await send('POST', '', { path })).json()) as CaseSummary).id;
});
after(() => api.close());

function newApi(openPaths: boolean, engines = createFakeEngines()): Api {
  return createApi({
    ...{ engines, host: 'loopback', version: '9.9.9', pipelines: [], openPaths },
    uploadsDir: folder,
    tell: (sentence) => told.push(sentence),
  });
}

function send(method: string, at: string, body?: unknown, to = api): Promise<Response> {
  const headers = { 'content-type': 'application/json' };
  const init = body === undefined ? {} : { headers, body: JSON.stringify(body) };
  return to.handle(new Request(`http://viewer/api/cases${at}`, { method, ...init }));
}

const json = async <T>(response: Promise<Response>): Promise<T> => {
  const answer = await response;
  const body = await answer.text();
  assert.equal(answer.status, 200, body);
  return JSON.parse(body) as T;
};
const get = <T>(at: string) => json<T>(send('GET', `/${id}${at}`));
const post = <T>(at: string, body: unknown) => json<T>(send('POST', `/${id}${at}`, body));

test('sorts and filters by how far labels disagree', async () => {
  const { rows } = await get<QueuePage>('/rows?labelsFrom=0.3&sort=labels&order=desc');
  assert.deepEqual(
    rows.map(({ name, labelDisagreement }) => [name, labelDisagreement]),
    [
      ['0.png', 1],
      ['2.png', 0.6],
    ],
  );
});

test('pages, orders and counts are those of the queue', async () => {
  const first = await get<QueuePage>('/rows?limit=2&sort=score&order=desc');
  assert.deepEqual(
    first.rows.map(({ name }) => name),
    ['4.png', '3.png'],
  );
  const second = await get<QueuePage>(`/rows?limit=9&cursor=${first.next}`);
  assert.deepEqual([second.rows.length, second.next], [3, null]);
  const { ids } = await get<{ ids: number[] }>('/order?scoreFrom=0.2');
  assert.equal((await get<QueuePage>(`/rows?ids=${ids.join(',')}`)).rows.length, 3);
  assert.equal((await get<{ matching: number }>('/counts?verdict=attack')).matching, 5);
  const wrong = await send('GET', `/${id}/rows?sort=color`);
  assert.equal(wrong.status, 400);
});

test('a decision, its note, sign-off and undo', async () => {
  const [image] = (await get<{ ids: number[] }>('/order')).ids;
  const views = [{ image, kind: 'view', ms: 1500 }];
  const decision = { images: [image], decision: 'confirmed', reviewer: 'anna' };
  const unseen = await send('POST', `/${id}/decisions`, decision);
  assert.equal(unseen.status, 400);
  assert.match(await unseen.text(), /has not been on the screen of anna since it was examined/);
  const decided = await post<Change>('/decisions', { ...decision, views });
  await post('/notes', { image, text: 'look', reviewer: 'anna' });
  const signed = await post<Change>('/sign-offs', { image, agrees: true, reviewer: 'ben' });
  assert.equal(signed.rows[0].signOff?.reviewer, 'ben');
  const refused = await send('POST', `/${id}/changes/${decided.change}/undo`, { reviewer: 'anna' });
  assert.equal(refused.status, 409);
  await post(`/changes/${signed.change}/undo`, { reviewer: 'ben' });
  await post(`/changes/${decided.change}/undo`, { reviewer: 'anna' });
  const page = await get<CaseImage>(`/images/${image}`);
  assert.deepEqual([page.row.decision, page.notes[0].text, page.history.length], [null, 'look', 5]);
});

test('a decision is made against what was shown: a second window loses nobody’s', async () => {
  const [, image] = (await get<{ ids: number[] }>('/order')).ids;
  const views = [{ image, kind: 'view', ms: 10 }];
  const { row: shown } = await get<CaseImage>(`/images/${image}`);
  const { seq } = await get<CaseNews>('/news');
  const decide = (reviewer: string, decision: string, basis?: string) => {
    const against = basis === undefined ? {} : { [image]: basis };
    const body = { images: [image], decision, reviewer, against, views };
    return send('POST', `/${id}/decisions`, body);
  };
  assert.equal((await decide('anna', 'confirmed', shown.basis)).status, 200);
  for (const basis of [shown.basis, undefined]) {
    const refused = await decide('ben', 'ok', basis);
    assert.equal(refused.status, 409);
    const { error } = (await refused.json()) as { error: ErrorBody };
    assert.equal(error.code, 'changed');
    assert.match(error.message, /changed since it was shown: it is decided confirmed by anna/);
  }
  const { row } = await get<CaseImage>(`/images/${image}`);
  assert.deepEqual([row.decision, row.reviewer], ['confirmed', 'anna']);
  const { images } = await get<CaseNews>(`/news?after=${seq}`);
  assert.deepEqual(images, [image]);
  assert.equal((await decide('ben', 'ok', row.basis)).status, 200);
  const now = await get<CaseNews>('/news');
  assert.deepEqual(await get<CaseNews>(`/news?after=${now.seq}`), { ...now, images: [] });
  const undone = (await get<CaseImage>(`/images/${image}`)).row;
  const body = {
    images: [image],
    decision: null,
    reviewer: 'ben',
    against: { [image]: undone.basis },
  };
  await post('/decisions', body);
});

test('what a reviewer sees is counted, and a case may limit it', async () => {
  const made = newCase(join(makeFolder(), 'limited.case'));
  addImage(made, { name: 'a.png' });
  setRules(made, { reveals: 2 });
  made.close();
  const { id: of } = await json<CaseSummary>(send('POST', '', { path: made.path }));
  const look = (reviewer: string, kind: string) =>
    json<Exposure>(
      send('POST', `/${of}/views`, { views: [{ image: 1, kind, ms: 60_000 }], reviewer }),
    );
  await look('cleo', 'view');
  assert.equal((await look('cleo', 'reveal')).reached, null);
  const told = await look('cleo', 'reveal');
  assert.match(told.reached!, /cleo has revealed 2 machine views today; the case allows 2 a day/);
  assert.deepEqual(told.day, { images: 1, reveals: 2, minutes: 1 });
  assert.equal((await look('dora', 'reveal')).reached, null);
});

test('annotations are made, changed and removed; thumbnails say what they show', async () => {
  const shape = { kind: 'box', x: 1, y: 2, width: 3, height: 4 };
  const made = await post<{ id: number }>('/images/1/annotations', { shape, reviewer: 'anna' });
  const body = { shape, text: 'here', reviewer: 'anna' };
  await json(send('PUT', `/${id}/annotations/${made.id}`, body));
  assert.equal((await get<CaseImage>('/images/1')).annotations[0].text, 'here');
  const removed = await send('DELETE', `/${id}/annotations/${made.id}?reviewer=anna`);
  assert.equal(removed.status, 204);
  const thumbnail = await send('GET', `/${id}/images/1/thumbnail?view=machine`);
  assert.equal(thumbnail.headers.get('x-view'), 'machine view');
  assert.equal(thumbnail.headers.get('content-type'), 'image/webp');
});

test('an original that is gone is told, and shown so in the queue', async () => {
  const response = await send('POST', `/${id}/images/1/open`);
  assert.equal(response.status, 404);
  assert.match(await response.text(), /is missing/);
  assert.equal((await get<CaseImage>('/images/1')).row.original, 'missing');
});

const ofFrames = { count: 9, examined: [1, 5, 9], told: 5 };
for (const { name, frames, settings, opened } of [
  { name: 'its finding is of', frames: ofFrames, settings: { policy: { frame: null } }, opened: 4 },
  { name: 'its scan was told to take', settings: { policy: { frame: 2 } }, opened: 2 },
  { name: 'it says, where that can be one', frames: { ...ofFrames, told: 'x' }, opened: null },
  { name: 'it says, where that is from 0 on', settings: { policy: { frame: -1 } }, opened: null },
  { name: 'it says, where that is whole', settings: { policy: { frame: 1.5 } }, opened: null },
]) {
  test(`an animation is opened at the frame that ${name}`, async () => {
    const place = makeFolder();
    const file = 'moving.gif';
    writeFileSync(join(place, file), file);
    const made = newCase(join(place, 'moving.case'));
    const { finding, ...rest } = examined({ name: file, folder: place, settings });
    const told = frames as typeof ofFrames | undefined;
    const bytes = file.length;
    recordFinding(made, { ...rest, finding: { ...finding, bytes, ...(told && { frames: told }) } });
    made.close();
    const engines = createFakeEngines();
    const host = newApi(true, engines);
    const { id: of } = await json<CaseSummary>(send('POST', '', { path: made.path }, host));
    await json(send('POST', `/${of}/images/1/open`, {}, host));
    assert.deepEqual(engines.opened[0].policy, { orientation: 'stored', frame: opened });
    await json(send('POST', `/${of}/images/1/open?orientation=applied&frame=7`, {}, host));
    await json(send('POST', `/${of}/images/1/open?orientation=applied`, {}, host));
    assert.deepEqual(
      engines.opened.slice(1).map(({ policy }) => policy),
      [
        { orientation: 'applied', frame: 7 },
        { orientation: 'applied', frame: opened },
      ],
    );
    assert.equal((await send('POST', `/${of}/images/1/open?frame=-1`, {}, host)).status, 400);
    await host.close();
  });
}

test('a scan streams its progress and keeps what fails', async () => {
  writeFileSync(join(folder, 'new.png'), '\x89PNG\r\n\x1a\n');
  const response = await send('POST', `/${id}/scan`, { paths: [join(folder, 'new.png')] });
  const events = (await response.text())
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as CaseScanEvent);
  const last = events.at(-1)!;
  assert.equal(last.type, 'result', JSON.stringify(last));
  assert.deepEqual(
    events.map(({ type }) => type),
    ['progress', 'result'],
  );
  const { failures, roots } = await get<CaseSummary>('');
  assert.deepEqual([failures, roots], [1, [join(folder, 'new.png')]]);
});

test('a scan of what the case knows is refused where that is of another computer', async () => {
  const made = newCase();
  addRoots(made, ['pictures', 'evidence', 'more', 'last']);
  made.close();
  const { id: of } = await json<CaseSummary>(send('POST', '', { path: made.path }));
  const refused = await send('POST', `/${of}/scan`, {});
  assert.equal(refused.status, 404);
  assert.match(await refused.text(), /not on this computer.*: pictures, evidence, more and 1 more/);
  assert.equal((await send('DELETE', `/${of}`)).status, 204);
});

test('a scan says at its end what it left out, and why', async () => {
  const place = makeFolder();
  const [gone, file] = [join(place, 'gone'), join(place, 'a.png')];
  writeFileSync(file, 'picture');
  const made = newCase(join(place, 'some.case'));
  const linked = join(place, 'linked');
  mkdirSync(linked);
  symlinkSync(tmpdir(), join(linked, 'out'), 'junction');
  addRoots(made, ['other/computer', gone, file, linked]);
  made.close();
  const engines = createFakeEngines();
  engines.survey = ({ name }) =>
    Promise.reject(new UserError('decode-failed', `${name} is broken`));
  const host = newApi(true, engines);
  const { id: of } = await json<CaseSummary>(send('POST', '', { path: made.path }, host));
  const text = await (await send('POST', `/${of}/scan`, {}, host)).text();
  const last = JSON.parse(text.trim().split('\n').at(-1)!) as CaseScanEvent;
  assert.ok(last.type === 'result', text);
  assert.deepEqual(
    last.leftOut.map(({ path: left, error }) => [left, error.message]),
    [
      ['other/computer', 'not a path on this computer, so it was not searched'],
      [gone, 'gone does not exist'],
      [[gone, file, linked].join(', '), '1 link that leads out of what was given was not followed'],
    ],
  );
  assert.equal(last.total, 2);
  await host.close();
});

for (const how of ['the case is closed', 'the host ends'] as const) {
  test(`a scan under way ends with a sentence where ${how}, and what it did is kept`, async () => {
    const place = makeFolder();
    const scanned = join(place, 'scanned.case');
    for (let i = 0; i < 3; i++) writeFileSync(join(place, `${i}.png`), `picture ${i}`);
    const engines = createFakeEngines();
    let examined = 0;
    const begun = new Promise<void>((resolve) => {
      engines.survey = async ({ name }, _view, signal) => {
        if (examined++ === 0) throw new UserError('decode-failed', `${name} is broken`);
        resolve();
        await once(signal!, 'abort');
        throw new UserError('cancelled', 'The inspection was cancelled');
      };
    });
    const host = newApi(true, engines);
    const opened = await json<CaseSummary>(send('POST', '', { path: scanned, create: true }, host));
    const body = { paths: [place], jobs: 1 };
    const scan = await send('POST', `/${opened.id}/scan`, body, host);
    const text = scan.text();
    await begun;
    if (how === 'the host ends') await host.close();
    else assert.equal((await send('DELETE', `/${opened.id}`, undefined, host)).status, 204);
    const last = JSON.parse((await text).trim().split('\n').at(-1)!) as CaseScanEvent;
    assert.deepEqual(last, {
      type: 'error',
      error: {
        code: 'cancelled',
        message: 'scanned.case was closed. Everything done so far is stored in it.',
      },
    });
    await host.close();
    const caseFile = openCase(scanned, { mode: 'write' });
    assert.deepEqual((await verifyCase(caseFile, { originals: true })).problems, []);
    assert.equal(countQueue(caseFile, {}).total, 1);
    assert.equal(figuresOf(caseFile).paths, 1);
    caseFile.close();
    assert.ok(!readdirSync(place).some((name) => name.startsWith('scanned.case-')));
  });
}

test('a case that is opened while it is closing is waited for, and can be written', async () => {
  const place = makeFolder();
  writeFileSync(join(place, '0.png'), 'picture');
  const engines = createFakeEngines();
  const begun = Promise.withResolvers<undefined>();
  const stopped = Promise.withResolvers<undefined>();
  const released = Promise.withResolvers<undefined>();
  engines.survey = async (_source, _view, signal) => {
    begun.resolve(undefined);
    await once(signal!, 'abort');
    stopped.resolve(undefined);
    await released.promise;
    throw new UserError('cancelled', 'The inspection was cancelled');
  };
  const host = newApi(true, engines);
  const body = { path: join(place, 'a.case'), create: true };
  const first = await json<CaseSummary>(send('POST', '', body, host));
  const scan = await send('POST', `/${first.id}/scan`, { paths: [place], jobs: 1 }, host);
  const text = scan.text();
  await begun.promise;
  const closed = send('DELETE', `/${first.id}`, undefined, host);
  await stopped.promise;
  setTimeout(() => released.resolve(undefined), 50);
  const again = await json<CaseSummary>(send('POST', '', body, host));
  assert.deepEqual([again.id, again.readOnly], [first.id, null]);
  assert.equal((await closed).status, 204);
  await text;
  await host.close();
});

test('a case that another writes is read, with the name of who writes', async () => {
  const other = join(folder, 'other.case');
  const writer = newCase(other);
  addImage(writer, { name: 'a.png' });
  const summary = await json<CaseSummary>(send('POST', '', { path: other }));
  assert.match(summary.readOnly ?? '', /has been open for writing by/);
  const news = () => json<CaseNews>(send('GET', `/${summary.id}/news?after=1`));
  const image = addImage(writer, { name: 'b.png' });
  assert.deepEqual(await news(), { seq: 2, images: [image], readOnly: summary.readOnly });
  writer.close();
  // Its writer has ended: this one takes over without being opened again, and says so.
  assert.deepEqual(await news(), { seq: 2, images: [image], readOnly: null });
  const body = { image, text: 'look', reviewer: 'anna' };
  assert.equal((await send('POST', `/${summary.id}/notes`, body)).status, 200);
  assert.match(told.join('\n'), /^other\.case can only be read: .* has been open for writing/);
  assert.match(told.join('\n'), /other\.case: the program that wrote into it has ended\./);
  assert.equal((await send('DELETE', `/${summary.id}`)).status, 204);
});

test('one process watches folders and takes decisions meanwhile', async (t) => {
  const place = makeFolder();
  writeFileSync(join(place, '0.png'), 'picture 0');
  const engines = createFakeEngines();
  engines.survey = ({ name }) =>
    Promise.reject(new UserError('decode-failed', `${name} is broken`));
  const host = newApi(true, engines);
  const body = { path: join(makeFolder(), 'watched.case'), create: true };
  const { id: of } = await json<CaseSummary>(send('POST', '', body, host));
  const stop = new AbortController();
  t.after(() => {
    stop.abort();
    return host.close();
  });
  const watching = await host.handle(
    new Request(`http://viewer/api/cases/${of}/scan`, {
      ...{ method: 'POST', headers: { 'content-type': 'application/json' }, signal: stop.signal },
      body: JSON.stringify({ paths: [place], watch: true }),
    }),
  );
  let ended: string | null = null;
  const text = watching.text().then(
    (said) => (ended = said),
    () => '',
  );
  const until = performance.now() + 120_000;
  const total = async () => {
    assert.equal(ended, null, 'it goes on watching');
    assert.ok(performance.now() < until, 'what lies in the folder is met');
    return (await json<QueueCounts>(send('GET', `/${of}/counts`, undefined, host))).total;
  };
  while ((await total()) < 1) await sleep(50);
  // Watching begins a moment later: what comes is written again until it is met.
  for (let i = 0; (await total()) < 2; i++) {
    writeFileSync(join(place, '1.png'), `picture 1 ${i}`);
    for (let j = 0; j < 30 && (await total()) < 2; j++) await sleep(50);
  }
  const views = [{ image: 1, kind: 'view', ms: 1 }];
  const decision = { images: [1], decision: 'ok', reviewer: 'anna', views };
  await json(send('POST', `/${of}/decisions`, decision, host));
  stop.abort();
  await text;
});

test('without paths no case is opened, and close leaves one file', async () => {
  const closed = newApi(false);
  assert.equal((await send('POST', '', { path }, closed)).status, 403);
  await closed.close();
  await api.close();
  assert.deepEqual(
    readdirSync(folder).filter((name) => name.startsWith('review.case')),
    ['review.case'],
  );
  openCase(path, { mode: 'write' }).close();
});
