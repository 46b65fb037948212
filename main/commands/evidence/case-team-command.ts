/** The commands of `scalescope case` for a case that a team shares: their arguments and options. */
import type { Command } from 'commander';
import type { CommandContext } from '../../terminal/command-context.ts';
import { parsePositive } from '../../terminal/values.ts';
import {
  caseShare,
  caseUpgrade,
  reviewerAdd,
  reviewerList,
  reviewerRevoke,
  reviewerRotate,
  type CaseShareOptions,
  type TokenOptions,
} from './run-case-team.ts';

/** The option of whatever makes a token. */
const DAYS = [
  '--days <n>',
  'how long the token is good for (default: until it is revoked)',
  parsePositive,
] as const;

/** Adds them to `cases`. */
export function caseTeamCommands(cases: Command, { io, done }: CommandContext): void {
  cases
    .command('share')
    .description('put a case, or a new one, into a PostgreSQL database, for several reviewers')
    .argument(
      '<case...>',
      'the case and the address postgres://…/database#NAME; with --new that alone',
    )
    .option('--new', 'make an empty case')
    .option(
      '--role <role>',
      'the role of the database whose members are reviewers (default: scalescope_reviewers)',
    )
    .action(async (given: string[], options: CaseShareOptions) =>
      done(await caseShare(given, options, io)),
    );
  cases
    .command('upgrade')
    .description('bring a shared case of an older Scalescope up to date; only its owner may')
    .argument('<address>')
    .action((address: string) => done(caseUpgrade(address, io)));
  const reviewers = cases
    .command('reviewer')
    .description('say who may open a shared case; each has a token of their own');
  reviewers
    .command('add')
    .description('let somebody open the case, and print their token, once')
    .argument('<address>')
    .argument('<name>')
    .option(...DAYS)
    .action(async (address: string, name: string, options: TokenOptions) =>
      done(await reviewerAdd(address, name, options, io)),
    );
  reviewers
    .command('list')
    .description('show who may open the case, and who is signed in')
    .argument('<address>')
    .option('--json', 'print it as JSON')
    .action(async (address: string, options: { json?: true }) =>
      done(await reviewerList(address, options, io)),
    );
  reviewers
    .command('revoke')
    .description('end the token of somebody, also where it is in use')
    .argument('<address>')
    .argument('<name>')
    .action(async (address: string, name: string) => done(await reviewerRevoke(address, name, io)));
  reviewers
    .command('rotate')
    .description('make a new token for somebody, with which the one before ends')
    .argument('<address>')
    .argument('<name>')
    .option(...DAYS)
    .action(async (address: string, name: string, options: TokenOptions) =>
      done(await reviewerRotate(address, name, options, io)),
    );
}
