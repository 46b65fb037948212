/** `scalescope view` and `scalescope serve`: their arguments and options. */
import { InvalidArgumentError, type Command } from 'commander';
import { openViewer } from '../open-viewer.ts';
import { withDecodeOptions, withThresholds } from './options.ts';
import type { Wiring } from './wiring.ts';

/** Adds `view`, which is what arguments without a command mean, to `program`. */
export function addViewCommand(program: Command, wiring: Wiring): void {
  const view = program.command('view', { isDefault: true });
  withViewer(view, wiring, false)
    .description('open the viewer on the given images (the default command)')
    .addHelpText('after', '\nExample:\n  scalescope suspicious.png');
}

/** Adds `serve` to `program`. */
export function addServeCommand(program: Command, wiring: Wiring): void {
  withViewer(program.command('serve'), wiring, true)
    .description('serve the viewer on 127.0.0.1 and print its address')
    .addHelpText('after', '\nExample:\n  scalescope serve suspicious.png --port 8080');
}

function withViewer(command: Command, { io, done }: Wiring, serveOnly: boolean): Command {
  return withThresholds(withDecodeOptions(command))
    .argument('[image...]', 'images to open')
    .option('--case <file>', 'review the images of this case; it is made where there is none')
    .option('--port <n>', 'port on 127.0.0.1 (default: any free one)', parsePort)
    .action(async (images: string[], options) => {
      done(await openViewer({ images, ...options, serveOnly, io }));
    });
}

function parsePort(text: string): number {
  const port = /^\d+$/.test(text) ? Number(text) : NaN;
  if (!(port <= 65535)) {
    throw new InvalidArgumentError(`A port is 0 to 65535, not "${text}".`);
  }
  return port;
}
