/** A thread that examines files one after the other. */
import { parentPort } from 'node:worker_threads';
import { examineFile, type Order } from './examine-file.ts';

parentPort!.on('message', async (order: Order) => {
  parentPort!.postMessage(await examineFile(order));
});
