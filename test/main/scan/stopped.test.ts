/** A scan that is stopped tells what it did, also behind a file that it did not finish. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { scanFiles, type ScanOptions } from '../../../main/scan/scan-files.ts';
import type { Engines } from '../../../main/engine/pool/engines.ts';
import type { ScanRecord } from '../../../main/scan/sink.ts';
import { DEFAULT_DECODE_LIMITS, DEFAULT_DECODE_POLICY } from '../../../shared/image/facts.ts';
import { UserError } from '../../../shared/base/errors.ts';
import { examined } from '../cases/make-case.ts';

test('findings behind a gap reach every sink, in order', async () => {
  const stop = new AbortController();
  const told: string[] = [];
  const files = ['a.png', 'b.png', 'c.png', 'd.png'].map((path) => ({ path, isNamed: true }));
  let done = 0;
  const engines = {
    examine: ({ name }: { name: string }, _view: null, signal?: AbortSignal) =>
      name === 'a.png'
        ? new Promise((_resolve, reject) =>
            signal?.addEventListener('abort', () => reject(new UserError('cancelled', name))),
          )
        : Promise.resolve(examined({ name }).finding),
  } as unknown as Engines;
  const options = {
    engines,
    jobs: 2,
    decode: { policy: DEFAULT_DECODE_POLICY, limits: DEFAULT_DECODE_LIMITS },
    view: null,
    classifiers: [],
    journal: null,
    sinks: [
      {
        write: async ({ file }: ScanRecord) => void told.push(file),
        close: async () => undefined,
      },
    ],
    onProgress: () => ++done === 3 && stop.abort(),
    signal: stop.signal,
  } as unknown as ScanOptions;
  const outcome = await scanFiles(files, options);
  assert.deepEqual([outcome.done, outcome.total], [3, 4]);
  assert.deepEqual(told, ['b.png', 'c.png', 'd.png']);
});
