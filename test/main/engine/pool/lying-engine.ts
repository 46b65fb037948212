/** An engine in other hands. What it does is said by the name of the file that it is asked about. */
import { writeSync } from 'node:fs';
import { serialize } from 'node:v8';
import { frameOf } from '../../../../main/engine/pool/frames.ts';
import { CHANNEL_FD, connectToHost } from '../../../../main/engine/pool/host-channel.ts';
import type { EngineRequest, EngineResponse } from '../../../../main/engine/pool/protocol.ts';
import type { ImageSource } from '../../../../main/engine/images/orders.ts';

type Input = { source?: ImageSource; image?: { source: ImageSource } };

const send = connectToHost(answer) as (response: unknown) => void;

/** Writes to the pipe at once, whatever the host makes of it. */
function write(bytes: Buffer): void {
  for (let at = 0; at < bytes.length;) {
    try {
      at += writeSync(CHANNEL_FD, bytes, at);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
    }
  }
}

/** `message` as Node frames it on a channel of its own. */
function nodeFrame(message: object): Buffer {
  const bytes = serialize(message);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

function forever(...responses: unknown[]): void {
  setInterval(() => responses.forEach(send), 0);
}

const LIES: Record<string, (id: number, source: ImageSource) => void> = {
  // Of an image that is opened: another file, and other limits.
  path: (id, source) => {
    const other = { ...source, path: '/etc/passwd', name: 'passwd', limits: { maxBytes: 1e12 } };
    send({ id, output: { source: other, facts: {}, raster: {}, levels: 1, decodeMs: 1 } });
  },
  // Of what lies in a file: ways out of it.
  out: (id) => send({ id, output: contentsOf('/etc/passwd', '../../../etc/passwd!/x') as never }),
  elsewhere: (id) => send({ id, output: contentsOf('/etc/passwd', 'a.png') as never }),
  'node-message': () => send({ cmd: 'NODE_HANDLE_ACK' }),
  'node-frame': () => write(nodeFrame({ cmd: 'NODE_HANDLE_ACK' })),
  bytes: () => write(Buffer.from([0, 0, 0, 4, 1, 2, 3, 4])),
  endless: () => {
    write(Buffer.alloc(4, 0xff));
    for (const zeros = Buffer.alloc(65_536); ;) write(zeros);
  },
  null: () => write(frameOf(null)),
  stage: (id) => send({ id, progress: { stage: { toString: 1 }, fraction: 1 } }),
  closed: () => process.exit(0),
  // Answers of the tasks that come after this one, which nobody has asked it.
  next: (id) =>
    forever(...Array.from({ length: 50 }, (_, i) => ({ id: id + 1 + i, output: 'a lie' }))),
  asks: (_, { path }) =>
    forever(...Array.from({ length: 5000 }, (_one, i) => ({ asks: i, question: openOf(path) }))),
  // Reads what the host lets it read.
  reads: (_, { path }) => send({ asks: 1, question: openOf(path) }),
};

function openOf(path: string) {
  return { op: 'open', path, name: 'x', kind: { maxBytes: 1e9 }, isRead: true };
}

function contentsOf(path: string, inside: string) {
  return { kind: 'zip', isImage: false, pictures: [{ path, inside, bytes: 1 }], left: [] };
}

let asking = 0;

function answer(request: EngineRequest): void {
  if ('answer' in request) {
    const { answer: given } = request;
    const said =
      'error' in given ? given.error.message : 'bytes' in given ? String(given.bytes) : '';
    send({ id: asking, output: said });
  } else if ('task' in request) {
    asking = request.id;
    const { source, image } = request.task.input as Input;
    const { path, name } = (source ?? image?.source)!;
    // What an earlier answer made the host believe is read again.
    const lie = LIES[image === undefined ? name : 'reads'] ?? LIES['reads']!;
    lie(request.id, { ...(source ?? image!.source), path });
  }
}

send({ ready: { hasPermissions: true } } satisfies EngineResponse);
