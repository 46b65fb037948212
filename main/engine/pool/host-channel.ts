/** How an engine talks with the host that has started it. */
import { Socket } from 'node:net';
import { FrameReader, frameOf } from './frames.ts';
import type { EngineRequest, EngineResponse } from './protocol.ts';

/** The descriptor of the pipe to the host, where the host is Node. */
export const CHANNEL_FD = 3;

/** The port of a utility process of Electron, which has a channel of its own. */
interface ParentPort {
  on(event: 'message', listener: (event: { data: EngineRequest }) => void): void;
  postMessage(message: EngineResponse): void;
}

/**
 * Calls `onRequest` for what the host sends, and ends the process with its host. Returns what sends to the host. Throws
 * where this process was not started by one.
 */
export function connectToHost(
  onRequest: (request: EngineRequest) => void,
): (response: EngineResponse) => void {
  const { parentPort } = process as typeof process & { parentPort?: ParentPort };
  if (parentPort !== undefined) {
    parentPort.on('message', ({ data }) => onRequest(data));
    return (response) => parentPort.postMessage(response);
  }
  const pipe = new Socket({ fd: CHANNEL_FD, readable: true, writable: true });
  const reader = new FrameReader((message) => onRequest(message as EngineRequest));
  pipe.on('data', (piece: Buffer) => reader.push(piece));
  for (const end of ['end', 'error', 'close']) pipe.on(end, () => process.exit()); // the host is gone
  return (response) => void pipe.write(frameOf(response));
}
