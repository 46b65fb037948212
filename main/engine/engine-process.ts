/** The engine: a process that decodes, resizes and inspects for its host, one task at a time. */
import { toErrorBody } from '../../shared/errors.ts';
import { setDecodeThreads } from './decode.ts';
import { Images } from './images.ts';
import type { EngineRequest, EngineResponse, EngineSettings } from './protocol.ts';
import { runTask } from './tasks.ts';

/** The port of a utility process of Electron, which has no process.send. */
interface ParentPort {
  on(event: 'message', listener: (event: { data: EngineRequest }) => void): void;
  postMessage(message: EngineResponse): void;
}

const { parentPort } = process as typeof process & { parentPort?: ParentPort };
const settings = JSON.parse(process.argv[2] ?? '{}') as EngineSettings;
const images = new Images(settings.cacheBytes);
setDecodeThreads(settings.threads);

async function answer({ id, task }: EngineRequest): Promise<void> {
  try {
    const output = await runTask(images, task, (stage, fraction) => {
      send({ id, progress: { stage, fraction } });
    });
    send({ id, output });
  } catch (error) {
    send({ id, error: toErrorBody(error) });
  }
}

function send(response: EngineResponse): void {
  if (parentPort === undefined) process.send?.(response);
  else parentPort.postMessage(response);
}

if (parentPort === undefined) {
  process.on('message', (request: EngineRequest) => void answer(request));
  process.on('disconnect', () => process.exit()); // the host is gone
} else {
  parentPort.on('message', ({ data }) => void answer(data));
}
