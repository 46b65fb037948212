/** Where a picture, a chart or a table comes from: it goes with whatever is copied or saved. */
import * as state from '../session/state.ts';
import { adjustmentLabel } from '../session/view-state.ts';

/** Names and values in words, in the order in which they are told. */
export type Provenance = Record<string, string>;

/** Of what is on screen now; `what` names the thing itself. */
export function provenanceOf(what: string, more: Provenance = {}): Provenance {
  const { value: image } = state.image;
  const { value: view } = state.machineView;
  const version = state.session.value?.version ?? '';
  return {
    Title: what,
    Software: `Scalescope ${version}`,
    ...(image !== null && {
      Source: image.facts.name,
      'Source SHA-256': image.facts.sha256,
      'Source size': `${image.raster.width}x${image.raster.height}`,
    }),
    ...(view !== null && {
      'Machine view': `${view.pipeline}, ${view.width}x${view.height}${view.parts > 1 ? `, ${view.name}` : ''}`,
    }),
    ...(adjustmentLabel.value !== '' && { Adjusted: adjustmentLabel.value }),
    ...more,
    'Creation Time': new Date().toISOString(),
  };
}

/** As lines of comment before a table. */
export function asComment(provenance: Provenance): string {
  return Object.entries(provenance)
    .map(([name, value]) => `# ${name}: ${value.replaceAll(/[\r\n]+/g, ' ')}\n`)
    .join('');
}

/** The beginning of a file's name: that of the source, without its ending. */
export function baseName(): string {
  return (state.image.value?.facts.name ?? 'image').replace(/\.[^.]+$/, '');
}
