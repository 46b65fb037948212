/** Traces go through the queue: what a worker does is part of the trace of the scan that asked for it. */
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { once } from 'node:events';
import { join } from 'node:path';
import { test } from 'node:test';
import { makeCheapImages } from '../../crash-test/fleet/cheap-images.ts';
import { runCommand } from '../../crash-test/fleet/worker-processes.ts';
import { makeTestDatabase, withoutPostgres } from '../../support/postgres.ts';
import { makeFolder } from '../cases/make-case.ts';

interface Span {
  name: string;
  traceId: string;
  spanId: string;
  parentSpanId?: string;
}

test('a worker’s spans are below those of the scan', { skip: withoutPostgres }, async () => {
  const spans: Span[] = [];
  const collector = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => (body += text));
    request.on('end', () => {
      const told = JSON.parse(body) as { resourceSpans: { scopeSpans: { spans: Span[] }[] }[] };
      spans.push(
        ...told.resourceSpans.flatMap((r) => r.scopeSpans.flatMap((scope) => scope.spans)),
      );
      response.end('{}');
    });
  }).listen(0, '127.0.0.1');
  await once(collector, 'listening');
  const { port } = collector.address() as { port: number };
  process.env['OTEL_EXPORTER_OTLP_ENDPOINT'] = `http://127.0.0.1:${port}`;
  const folder = join(makeFolder(), 'photos');
  await makeCheapImages(folder, 2);
  const database = await makeTestDatabase();
  try {
    await runCommand('scan', folder, '--fleet', database.url);
    await runCommand('worker', '--fleet', database.url, '--jobs', '1', '--until-done');
  } finally {
    delete process.env['OTEL_EXPORTER_OTLP_ENDPOINT'];
    await database.drop();
    collector.close();
  }
  const [scan, page, job] = ['fleet.scan', 'fleet.enqueue', 'fleet.job'].map((name) =>
    spans.find((span) => span.name === name)!,
  );
  assert.deepEqual([page.traceId, job.traceId], [scan.traceId, scan.traceId]);
  assert.deepEqual([page.parentSpanId, job.parentSpanId], [scan.spanId, page.spanId]);
});
