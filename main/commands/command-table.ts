/**
 * The commands, in the order of the help: what each is called, takes and does. Their options, and all
 * that does the work, are loaded only for the command that is asked for.
 */
import type { Command } from 'commander';
import type { CommandContext } from '../terminal/command-context.ts';

export interface CommandEntry {
  name: string;
  description: string;
  /** Each argument as commander has them, and what it is. */
  arguments: [usage: string, description: string][];
  /** True of the command that arguments without one mean. */
  isDefault?: true;
  /** True of a command that has commands, and no options of its own. */
  hasCommands?: true;
  /** What gives the command its options and its work. */
  load(): Promise<(command: Command, context: CommandContext) => void>;
}

const IMAGE = 'an image file, - for standard input';
const PATHS = 'files, folders with everything in them, globs; - for a list on standard input';

export const COMMANDS = [
  {
    name: 'view',
    description: 'open the viewer on the given images (the default command)',
    arguments: [['[image...]', 'images to open']],
    isDefault: true,
    load: async () => (await import('./views/view-command.ts')).viewCommand,
  },
  {
    name: 'inspect',
    description:
      'detect whether a picture is hidden in an image, at which size and for which machines',
    arguments: [['<image>', IMAGE]],
    load: async () => (await import('./inspect/inspect-command.ts')).inspectCommand,
  },
  {
    name: 'scan',
    description: 'make a finding for every image in folders, globs and lists',
    arguments: [['<path...>', PATHS]],
    load: async () => (await import('./scan/scan-command.ts')).scanCommand,
  },
  {
    name: 'worker',
    description: 'examine images of a fleet, which "scan --fleet" put into its queue',
    arguments: [],
    load: async () => (await import('./fleet/worker-command.ts')).workerCommand,
  },
  {
    name: 'fleet',
    description: 'show, pause, cancel or redrive the runs of a fleet, and make cases of them',
    arguments: [],
    hasCommands: true,
    load: async () => (await import('./fleet/fleet-command.ts')).fleetCommand,
  },
  {
    name: 'calibrate',
    description:
      'count the false alarms in folders that you know are clean, and set thresholds from them',
    arguments: [['<path...>', PATHS]],
    load: async () => (await import('./calibrate/calibrate-command.ts')).calibrateCommand,
  },
  {
    name: 'resize',
    description: 'write the exact machine view of an image as PNG',
    arguments: [['<image>', IMAGE]],
    load: async () => (await import('./views/resize-command.ts')).resizeCommand,
  },
  {
    name: 'decode',
    description: 'write the array of pixels that a library’s loader makes of a file',
    arguments: [['<image>', IMAGE]],
    load: async () => (await import('./views/decode-command.ts')).decodeCommand,
  },
  {
    name: 'pipelines',
    description:
      'list the catalog; with --source, show how exposed each pipeline is to scaling attacks',
    arguments: [],
    load: async () => (await import('./views/pipelines-command.ts')).pipelinesCommand,
  },
  {
    name: 'fingerprint',
    description: 'tell which resizer an unknown service has, by charts that it returns',
    arguments: [],
    hasCommands: true,
    load: async () => (await import('./fingerprint/fingerprint-command.ts')).fingerprintCommand,
  },
  {
    name: 'case',
    description: 'show, verify, sign, stamp, export, import or copy a case file',
    arguments: [],
    hasCommands: true,
    load: async () => (await import('./evidence/case-command.ts')).caseCommand,
  },
  {
    name: 'craft',
    description: 'hide pictures or texts in another picture for tests; repeat for several sizes',
    arguments: [],
    load: async () => (await import('./craft/craft-command.ts')).craftCommand,
  },
  {
    name: 'sanitize',
    description: 'write a copy without what is hidden for machines, and certify what remains',
    arguments: [['<image>', `${IMAGE}, or a folder`]],
    load: async () => (await import('./sanitize/sanitize-command.ts')).sanitizeCommand,
  },
  {
    name: 'report',
    description: 'write an evidence report that another person can check and reproduce',
    arguments: [
      ['[image]', 'an image file; leave it out and give --case for a report of the case'],
    ],
    load: async () => (await import('./evidence/report-command.ts')).reportCommand,
  },
  {
    name: 'verify',
    description: 'check a report, and compute it again from the original',
    arguments: [['<report.json>', 'the JSON form of a report']],
    load: async () => (await import('./evidence/verify-command.ts')).verifyCommand,
  },
  {
    name: 'key',
    description:
      'show, export, protect, replace or revoke your signing key, and choose whom you trust',
    arguments: [],
    hasCommands: true,
    load: async () => (await import('./keys/key-command.ts')).keyCommand,
  },
  {
    name: 'serve',
    description: 'serve the viewer on 127.0.0.1 and print its address',
    arguments: [['[image...]', 'images to open']],
    load: async () => (await import('./views/view-command.ts')).serveCommand,
  },
  {
    name: 'gate',
    description: 'serve the examination of images to other programs, by a policy',
    arguments: [],
    load: async () => (await import('./gate/gate-command.ts')).gateCommand,
  },
  {
    name: 'mcp',
    description:
      'let an assistant examine images, as a server of the Model Context Protocol on stdio',
    arguments: [],
    load: async () => (await import('./gate/mcp-command.ts')).mcpCommand,
  },
  {
    name: 'doctor',
    description: 'say what this copy runs on, and what holds its decoders',
    arguments: [],
    load: async () => (await import('./doctor/doctor-command.ts')).doctorCommand,
  },
] as const satisfies readonly CommandEntry[];
