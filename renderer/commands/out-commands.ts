/** What is taken out: pictures as PNG with where they come from, and a link to the view. */
import { pixelsOf, stagesOnScreen } from '../out/pictures.ts';
import { provenanceOf } from '../out/provenance.ts';
import { attempt, copy, pngOf, saveAs } from '../out/take-out.ts';
import { linkToView } from '../out/link.ts';
import { frame } from '../session/navigation.ts';
import { region } from '../session/scope-state.ts';
import { isVeiled } from '../session/veil.ts';
import { mode, MODE_TITLES, machineShows } from '../session/view-state.ts';
import { percent } from '../words/view-labels.ts';
import * as state from '../session/state.ts';
import type { Command } from './command.ts';

const hasImage = (): boolean => state.image.value !== null;

function out(
  id: string,
  title: string,
  keys: string[],
  rest: Pick<Command, 'run'> & Partial<Command>,
): Command {
  const keywords = 'export save copy png picture share';
  return { id: `out.${id}`, title, keywords, section: 'File', keys, isEnabled: hasImage, ...rest };
}

/** What is on screen as PNG. */
function screenPng(): Promise<Blob> {
  const { value: shown } = frame;
  const zoom = shown === null ? '' : percent(shown.view.scale);
  const told = provenanceOf('What the viewer shows', { Mode: MODE_TITLES[mode.value], Zoom: zoom });
  return pngOf(stagesOnScreen(), told);
}

async function saveMachineView(): Promise<void> {
  const { value: image } = state.image;
  const { value: view } = state.machineView;
  const { value: request } = state.shownRequest;
  if (image === null || view === null || request === null) return;
  const { width, height } = view.raster;
  const asked = { ...request, show: machineShows.value };
  const canvas = await pixelsOf(image.id, asked, { x: 0, y: 0, width, height });
  const name = machineShows.value === 'machine' ? 'Machine view' : 'Antialiased view';
  saveAs(await pngOf(canvas, provenanceOf(name)), `${machineShows.value}-${width}x${height}.png`);
}

async function saveCrop(): Promise<void> {
  const { value: image } = state.image;
  const { value: crop } = region;
  if (image === null || crop === null) return;
  const { x, y, width, height } = crop;
  const canvas = await pixelsOf(image.id, null, crop);
  const told = provenanceOf('A part of the source', {
    Region: `${width}x${height} at (${x}, ${y})`,
  });
  saveAs(await pngOf(canvas, told), `${x},${y}-${width}x${height}.png`);
}

export const outCommands: Command[] = [
  out('save-view', 'Save what is shown as PNG', ['Mod+Shift+S'], {
    run: () => attempt(async () => saveAs(await screenPng(), `${mode.value}.png`)),
  }),
  out('copy-view', 'Copy what is shown', ['Shift+V'], {
    run: () => attempt(async () => copy(await screenPng(), 'what is shown')),
  }),
  out('save-machine', 'Save the machine view as PNG, pixel for pixel', [], {
    isEnabled: () => state.machineView.value !== null && !isVeiled.value,
    run: () => attempt(saveMachineView),
  }),
  out('save-crop', 'Save the drawn region of the source as PNG, pixel for pixel', [], {
    keywords: 'export save crop png picture part',
    isEnabled: () => hasImage() && region.value !== null,
    run: () => attempt(saveCrop),
  }),
  out('link', 'Copy a link to what is shown', ['Shift+L'], {
    keywords: 'permalink share address url',
    run: () => attempt(() => copy(linkToView(), 'the link. It works while Scalescope runs')),
  }),
];
