/** Whether engines have to run in a sandbox: what the person wants, apart from what the system offers. */
import { UserError } from '../../shared/base/errors.ts';

/** The environment variable that says `require` or `off`. */
export const SANDBOX_VARIABLE = 'SCALESCOPE_SANDBOX';

export type SandboxPolicy = 'try' | 'require' | 'off';

/** What is wanted. Throws UserError `invalid-argument` for a word that is none. */
export function sandboxPolicy(word = process.env[SANDBOX_VARIABLE] ?? ''): SandboxPolicy {
  if (word === '') return 'try';
  if (word === 'require' || word === 'off') return word;
  const fact = `${SANDBOX_VARIABLE} is "${word}", which is not a setting`;
  throw new UserError('invalid-argument', fact, 'set it to require or off, or leave it out');
}
