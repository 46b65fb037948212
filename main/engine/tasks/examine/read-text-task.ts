/** Reads blocks of text; it needs no image. */
import type { TaskContext } from '../../images/task.ts';
import { readBlocks, type ReadTextAnswer, type ReadTextOrder } from '../../text/read-blocks.ts';

/** A reading for each block. */
export async function run(order: ReadTextOrder, { signal }: TaskContext): Promise<ReadTextAnswer> {
  return readBlocks(order, signal);
}
