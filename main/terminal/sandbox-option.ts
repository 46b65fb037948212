/** `--require-sandbox`, which every command has: it is about how engines start, not about what they do. */
import { SANDBOX_VARIABLE } from '../base/sandbox-policy.ts';

export const REQUIRE_SANDBOX = '--require-sandbox';

/**
 * `argv` without `--require-sandbox`. Where it is there it is set for this process and those that it starts, by
 * the environment variable SCALESCOPE_SANDBOX.
 */
export function takeSandboxOption(argv: readonly string[]): string[] {
  const end = argv.indexOf('--');
  const options = end === -1 ? argv : argv.slice(0, end);
  if (!options.includes(REQUIRE_SANDBOX)) return [...argv];
  process.env[SANDBOX_VARIABLE] = 'require';
  const rest = options.filter((word) => word !== REQUIRE_SANDBOX);
  return [...rest, ...argv.slice(options.length)];
}
