import { provenanceOf } from '../../out/provenance.ts';
import { csvOf, saveAs } from '../../out/take-out.ts';
import type { MatrixPart } from '../../session/state.ts';
import * as state from '../../session/state.ts';
import { OutButtons } from '../../widgets/out-buttons.tsx';
import { nameOf } from './matrix-actions.ts';

const COLUMNS = [
  ...['compared at', 'picture', 'what it is', 'pipeline', 'width', 'height', 'view'],
  ...['grey levels', 'times own detail', 'refused because'],
];

/** Saves who sees what: a line for each view, pictures that are alike by the same number. */
export function MatrixOut({ parts }: { parts: readonly MatrixPart[] }) {
  const rows = parts.flatMap(({ size, result }) => {
    const at = nameOf(size);
    return [
      ...result.rows.flatMap(({ label, members }, picture) =>
        members.map(({ pipeline, width, height, name, rms, normalised }) => [
          ...[at, picture + 1, label, pipeline, width, height, name, rms, normalised, null],
        ]),
      ),
      ...result.refused.map(({ pipeline, reason }) => [
        ...[at, null, null, pipeline, null, null, null, null, null, reason],
      ]),
    ];
  });
  const save = (): void => {
    const compared = `${parts.length} of ${state.matrix.value.planned} parts`;
    const told = provenanceOf('Who sees what', { Compared: compared });
    saveAs(csvOf(COLUMNS, rows, told), 'who-sees-what.csv');
  };
  return <OutButtons of="who sees what" makes={[['CSV', save]]} />;
}
