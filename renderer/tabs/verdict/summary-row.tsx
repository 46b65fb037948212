import type { ComponentChildren } from 'preact';
import type { Region } from '../../../shared/finding/finding.ts';
import { showRegion } from '../../session/navigation.ts';

/** A line of the verdict at a glance. */
export function Row({ name, children }: { name: string; children: ComponentChildren }) {
  return (
    <tr>
      <th scope="row">{name}</th>
      <td colSpan={3}>{children}</td>
    </tr>
  );
}

/** A place of the source, one press away. */
export function PlaceButton({ region, children }: { region: Region; children: ComponentChildren }) {
  return (
    <button
      type="button"
      class="quiet summary-place"
      data-tip="Zoom both panes to this place"
      onClick={() => showRegion(region)}
    >
      {children}
    </button>
  );
}
