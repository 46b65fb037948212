/** `scalescope gate`: its options, and the commands of its tokens. */
import { InvalidArgumentError, type Command } from 'commander';
import { UserError } from '../../../shared/base/errors.ts';
import type { CommandContext } from '../../terminal/command-context.ts';
import { withThresholds } from '../../terminal/options.ts';
import { collect, parseJobs, parseNumber, parsePositive } from '../../terminal/values.ts';
import { wrongArgument } from '../../terminal/wrong-argument.ts';
import type { GateCommandOptions } from './run-gate.ts';
import type { Rates } from '../../gate/access/rates.ts';
import { addToken, limitToken, listTokens, revokeToken, rotateToken } from './run-token.ts';

/** What the gate is where no option says otherwise. */
const DEFAULTS = { port: 8460, host: '127.0.0.1', queue: 64, maxBytes: 32 * 1024 ** 2 };

/** Gives `gate` its options and its commands. */
export function gateCommand(gate: Command, { io, done }: CommandContext): void {
  withThresholds(gate)
    .option('--port <n>', 'the port', parsePort, DEFAULTS.port)
    .option('--host <address>', 'the address to listen on', DEFAULTS.host)
    .option('--policy <file>', 'what is done by each verdict (default: attacks are blocked)')
    .option('--tokens <file>', 'the tokens of those who may ask; see gate token')
    .option('--tls-cert <file>', 'the certificate, in PEM')
    .option('--tls-key <file>', 'its key, in PEM')
    .option('--behind-proxy', 'a proxy before the gate ends TLS: listen beyond loopback without')
    .option('--jobs <n>', 'images at a time (default: one per core)', parseJobs)
    .option(
      '--queue <n>',
      'images that wait; more are answered with 429',
      parseCount,
      DEFAULTS.queue,
    )
    .option('--max-bytes <n>', 'refuse larger images', parsePositive, DEFAULTS.maxBytes)
    .option('--max-pixels <n>', 'do not decode larger images', parsePositive)
    .option('--timeout <s>', 'the most time for one image', parseNumber, 30)
    .option('--receive-timeout <s>', 'the most time to send a request', parseNumber, 30)
    .option('--connections <n>', 'connections at a time', parsePositive, 2048)
    .option('--drain <s>', 'after SIGTERM: the most time for running work', parseNumber, 60)
    .option(
      '--grace <s>',
      'after SIGTERM: go on listening for so long, with /readyz at 503, until a balancer has seen it',
      parseSeconds,
      0,
    )
    .option(
      '--allow-address <url>',
      'fetch images below this address; repeatable',
      collect<string>,
      [],
    )
    .option(
      '--allow-private-address <url>',
      'the same for a storage in a private network; repeatable',
      collect<string>,
      [],
    )
    .option('--open-metrics', 'tell /metrics without a token')
    .addHelpText(
      'after',
      '\nExamples:\n  scalescope gate\n  scalescope gate token add my-service --tokens tokens.json' +
        '\n  scalescope gate --host 0.0.0.0 --tokens tokens.json --tls-cert cert.pem --tls-key key.pem',
    )
    .action(async (options: GateCommandOptions) => {
      const { runGate } = await import('./run-gate.ts');
      done(await runGate(options, io));
    });
  tokenCommands(
    gate.command('token').description('add, list, limit, replace and revoke tokens'),
    io,
    done,
  );
}

const UNITS = { d: 86_400_000, h: 3_600_000, m: 60_000 } as const;

const TOKENS = ['--tokens <file>', 'the file of the tokens'] as const;
const EXPIRES = [
  '--expires <time>',
  'until when it holds: 90d, 12h, or never',
  parseExpiry,
  parseExpiry('90d'),
] as const;

/** Gives a command the rates of a token. */
function withRates(command: Command): Command {
  return command
    .option('--requests <n>', 'requests that it may send in a minute', parsePositive)
    .option('--bytes <n>', 'bytes of images that it may send in a minute', parsePositive);
}

interface RateOptions {
  requests?: number;
  bytes?: number;
}

const ratesOf = ({ requests, bytes }: RateOptions): Rates => ({
  requestsPerMinute: requests,
  bytesPerMinute: bytes,
});

function tokenCommands(
  token: Command,
  io: CommandContext['io'],
  done: CommandContext['done'],
): void {
  const [flags, description, parse, usual] = EXPIRES;
  withRates(token.command('add'))
    .description('make a token and print it: it is shown once')
    .argument('<name>', 'whose it is: a name for the log')
    .option(...TOKENS)
    .option(flags, `${description} (default: 90d)`, parse)
    .action(async (name: string, options: Expiring & RateOptions, command: Command) => {
      const { expires = usual } = options;
      done(await addToken(name, fileOf(command), expires, ratesOf(options), io));
    });
  withRates(token.command('limit'))
    .description('say how much a token may send in a minute; without --requests and --bytes: any')
    .argument('<name>', 'whose it is')
    .option(...TOKENS)
    .action(async (name: string, options: RateOptions, command: Command) =>
      done(await limitToken(name, fileOf(command), ratesOf(options), io)),
    );
  token
    .command('list')
    .description('list names and times; the tokens themselves are kept nowhere')
    .option(...TOKENS)
    .option('--json', 'print it as JSON')
    .action(async ({ json }: { json?: true }, command: Command) =>
      done(await listTokens(fileOf(command), json === true, io)),
    );
  token
    .command('rotate')
    .description('make a new token of a name; those before hold for a while yet')
    .argument('<name>', 'whose it is')
    .option(...TOKENS)
    .option(flags, `${description} (default: 90d)`, parse)
    .option('--overlap <time>', 'how long those before hold: 24h, 0h (default: 24h)', parseExpiry)
    .action(
      async (
        name: string,
        { expires = usual, overlap = 24 * UNITS.h }: Expiring & { overlap?: number },
        command: Command,
      ) => done(await rotateToken(name, fileOf(command), expires, overlap, io)),
    );
  token
    .command('revoke')
    .description('end every token of a name')
    .argument('<name>', 'whose they are')
    .option(...TOKENS)
    .action(async (name: string, _: object, command: Command) =>
      done(await revokeToken(name, fileOf(command), io)),
    );
}

/** The file of the tokens: the gate itself has an option of that name, which takes it wherever it stands. */
function fileOf(command: Command): string {
  const { tokens } = command.optsWithGlobals<{ tokens?: string }>();
  if (tokens !== undefined) return tokens;
  throw new UserError('invalid-argument', '--tokens is missing: the file of the tokens.');
}

interface Expiring {
  /** In milliseconds. */
  expires?: number;
}

/** `90d`, `12h`, `30m` in milliseconds; `never` is infinite. */
function parseExpiry(text: string): number {
  if (text === 'never') return Infinity;
  const match = /^(\d{1,5})([dhm])$/.exec(text);
  if (match === null) throw wrongArgument('a time such as 90d or 12h, or never', text);
  return Number(match[1]) * UNITS[match[2] as keyof typeof UNITS];
}

function parseCount(text: string): number {
  const count = /^\d{1,6}$/.test(text) ? Number(text) : NaN;
  if (Number.isNaN(count)) throw wrongArgument('a whole number', text);
  return count;
}

function parseSeconds(text: string): number {
  const seconds = Number(text);
  if (Number.isFinite(seconds) && seconds >= 0) return seconds;
  throw wrongArgument('a number of seconds', text);
}

function parsePort(text: string): number {
  const port = /^\d+$/.test(text) ? Number(text) : NaN;
  if (!(port <= 65535)) throw new InvalidArgumentError(`A port is 0 to 65535, not "${text}".`);
  return port;
}
