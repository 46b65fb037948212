/** A thread that measures pairs one after the other. */
import { parentPort, workerData } from 'node:worker_threads';
import { UserError } from '../../../shared/base/errors.ts';
import type { Classifier } from '../../../shared/pipelines/classifier.ts';
import type { PairRecord } from './journal.ts';
import { measurePair, type Carrier, type Pair } from './measure-pair.ts';

/** What every pair of a thread shares. */
export interface Shared {
  classifiers: readonly Classifier[];
  carrier: Carrier;
}

export interface Order {
  index: number;
  pair: Pair;
}

const { classifiers, carrier } = workerData as Shared;

parentPort!.on('message', ({ index, pair }: Order) => {
  void measured(index, pair).then((record) => parentPort!.postMessage(record));
});

async function measured(index: number, pair: Pair): Promise<PairRecord> {
  try {
    return { pair: index, ...(await measurePair(pair, classifiers, carrier)) };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { pair: index, failed: error.message };
  }
}
