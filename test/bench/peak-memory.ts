/**
 * The most memory that this process has held, in MB. A child begins with what its parent held by then as its
 * `maxRSS`, so Linux is asked for that of this program alone.
 */
import { readFileSync } from 'node:fs';

/** In units of 10^6 bytes. */
export function peakMemoryMb(): number {
  const held = process.platform === 'linux' ? readFileSync('/proc/self/status', 'utf8') : '';
  const kibibytes = /^VmHWM:\s+(\d+) kB/m.exec(held)?.[1] ?? process.resourceUsage().maxRSS;
  return (Number(kibibytes) * 1024) / 1e6;
}
