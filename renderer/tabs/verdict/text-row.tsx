import * as state from '../../session/state.ts';
import { isVeiled } from '../../session/veil.ts';

/** Characters of a text that are quoted in a line of the table. */
const QUOTED = 60;

/** What only the machine reads, in a line: the first text, or how far the reading is. */
export function TextRow() {
  const { value: asked } = state.textRead;
  if (asked.status === 'none') return null;
  return (
    <tr data-testid="text-row">
      <th scope="row">Text read</th>
      <td colSpan={3}>{asked.status === 'loading' ? 'being read…' : textOf(asked)}</td>
    </tr>
  );
}

function textOf(asked: Exclude<typeof state.textRead.value, { status: 'none' | 'loading' }>) {
  if (asked.status === 'failed') return 'could not be read: see below';
  const { data, machineOnly } = asked.value;
  if (data === null) return 'not looked for: see below';
  const first = machineOnly.at(0);
  if (first === undefined) return 'none that only the machine receives';
  if (isVeiled.value) return `at ${placesOf(machineOnly.length)}, veiled`;
  const line = first.text.replace(/\s+/g, ' ');
  const quoted = line.length > QUOTED ? `${line.slice(0, QUOTED).trimEnd()}…` : line;
  const others = machineOnly.length - 1;
  return (
    <>
      <q>{quoted}</q>
      {others > 0 && <span class="muted"> and at {placesOf(others)} more</span>}
    </>
  );
}

function placesOf(count: number): string {
  return count === 1 ? '1 place' : `${count} places`;
}
