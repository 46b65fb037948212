/** Where the rows of a size stand: those that were shown stay where they are when more is known. */
import { AS_A_PERSON, type MatrixRow } from '../../../shared/matrix/result.ts';

/**
 * `rows` in the order in which `before` has those that are still there; new ones follow, pictures that are other than
 * what a person sees first.
 */
export function inPlace(rows: readonly MatrixRow[], before: readonly MatrixRow[]): MatrixRow[] {
  const left = rows.toSorted(
    (a, b) => Number(a.label === AS_A_PERSON) - Number(b.label === AS_A_PERSON),
  );
  const kept = before.flatMap((row) => {
    const shared = left.map((one) => (one.label === row.label ? sharedMembers(one, row) : 0));
    const most = Math.max(0, ...shared);
    return most === 0 ? [] : left.splice(shared.indexOf(most), 1);
  });
  return [...kept, ...left];
}

function sharedMembers(a: MatrixRow, b: MatrixRow): number {
  const names = new Set(a.members.map(nameOf));
  return b.members.filter((member) => names.has(nameOf(member))).length;
}

const nameOf = ({ pipeline, width, height, part }: MatrixRow['members'][number]): string =>
  `${pipeline} ${width}x${height} ${part}`;
