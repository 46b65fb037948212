/** A fleet that is open: its database and its queue. */
import { connect, type ConnectOptions, type Postgres } from '../postgres/connect.ts';
import { migrate } from '../postgres/migrate.ts';
import { Queue } from './queue.ts';
import { FLEET } from './tables.ts';

export interface Fleet {
  postgres: Postgres;
  queue: Queue;
  close(): Promise<void>;
}

/** Of one worker: for its jobs, its signs of life and what the queue does by itself. */
const MOST_CONNECTIONS = 4;

/**
 * Opens the fleet at `address`, whose tables are made where they are not there. `supervise`: looks after jobs whose
 * worker is dead, as workers do. Throws UserError as connect and migrate do.
 */
export async function openFleet(
  address: string,
  { supervise = false, ...options }: ConnectOptions & { supervise?: boolean } = {},
): Promise<Fleet> {
  const postgres = await connect(address, { most: MOST_CONNECTIONS, ...options });
  try {
    await migrate(postgres, FLEET);
    const queue = await Queue.open(postgres, { supervise });
    return {
      ...{ postgres, queue },
      async close() {
        await queue.close().catch(() => undefined); // whatever the database says, it is left
        await postgres.close();
      },
    };
  } catch (error) {
    await postgres.close();
    throw error;
  }
}
