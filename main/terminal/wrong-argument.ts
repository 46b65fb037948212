/** How an argument of the command line that does not fit is told. */
import { InvalidArgumentError } from 'commander';
import { expectation } from '../../shared/base/invalid.ts';

/** The refusal of `text`, as it was typed, where `expected` is what fits. */
export function wrongArgument(expected: string, text: string): InvalidArgumentError {
  return new InvalidArgumentError(`${expectation(expected, null, `"${text}"`)}.`);
}
