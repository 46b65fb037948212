/** A TCP proxy that can stop passing anything on, as a network does that is cut: nobody is told. */
import { connect, createServer, type Socket } from 'node:net';
import { once } from 'node:events';

export interface StallingProxy {
  port: number;
  /** Passes nothing on for `ms`; what comes meanwhile is kept. */
  stall(ms: number): Promise<void>;
  close(): Promise<void>;
}

/** A proxy on loopback to `host` and `port`. */
export async function stallingProxy(host: string, port: number): Promise<StallingProxy> {
  const sockets = new Set<Socket>();
  let isStalled = false;
  const server = createServer((near) => {
    const far = connect(port, host);
    for (const [from, to] of [
      [near, far],
      [far, near],
    ]) {
      sockets.add(from);
      from.on('error', () => to.destroy());
      from.on('close', () => {
        sockets.delete(from);
        to.destroy();
      });
      from.on('data', (bytes) => to.write(bytes));
      if (isStalled) from.pause();
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as { port: number }).port,
    async stall(ms) {
      isStalled = true;
      for (const socket of sockets) socket.pause();
      await new Promise((resolve) => setTimeout(resolve, ms));
      isStalled = false;
      for (const socket of sockets) socket.resume();
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
