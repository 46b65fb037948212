/** Options that the commands of a fleet share. */
import { InvalidArgumentError, Option, type Command } from 'commander';
import { UserError } from '../../../shared/base/errors.ts';
import { parseMount, type Mounts } from '../../fleet/sources/mounts.ts';
import { wrongArgument } from '../../terminal/wrong-argument.ts';

/** What they are called in a command's options. */
export interface FleetOptions {
  fleet?: string;
  run?: string;
}

export interface PlaceOptions {
  mount?: Mounts;
  s3Endpoint?: string;
}

/** The variable that may hold the address, whose password then stands in no list of processes. */
export const FLEET_VARIABLE = 'SCALESCOPE_FLEET';

/** Adds `--fleet` and `--run` to `command`; `run` says what of that run is meant. */
export function withFleet(command: Command, run: string): Command {
  return command
    .addOption(
      new Option(
        '--fleet <address>',
        'the database of the fleet, postgres://user:password@host/database',
      ).env(FLEET_VARIABLE),
    )
    .option('--run <name>', run);
}

/** Adds options that say where sources are. */
export function withPlace(command: Command): Command {
  return withMounts(command).option(
    '--s3-endpoint <url>',
    'the service that has the buckets (default: Amazon S3)',
    parseEndpoint,
  );
}

export function withMounts(command: Command): Command {
  return command.option(
    '--mount <name=path>',
    'where the folder of that name is on this computer; repeatable',
    parseMount,
  );
}

/** The address that was given. Throws UserError `invalid-argument` where none was. */
export function addressOf({ fleet }: FleetOptions): string {
  if (fleet !== undefined) return fleet;
  throw new UserError(
    'invalid-argument',
    `Which fleet? Give --fleet postgres://user:password@host/database, or set ${FLEET_VARIABLE}`,
  );
}

/** `--per-job`: from 10 to 50 images. */
export function parsePerJob(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 10 && value <= 50) return value;
  throw wrongArgument('10 to 50 images', text);
}

/** `--heartbeat`: seconds. */
export function parseHeartbeat(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 10 && value <= 3600) return value;
  throw wrongArgument('10 to 3600 seconds', text);
}

function parseEndpoint(text: string): string {
  if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)) return text;
  throw new InvalidArgumentError('Expected an address such as http://127.0.0.1:9000.');
}
