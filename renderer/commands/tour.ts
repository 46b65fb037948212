/** The guided tour of the sample: five steps, from what a person sees to what can be shown. */
import { batch, signal } from '@preact/signals';
import { SAMPLE_NAME } from '../../shared/api/contract.ts';
import { DEFAULT_DECODE_POLICY } from '../../shared/image/facts.ts';
import { openImage } from '../client/api-client.ts';
import { openSources, showImage, showView } from '../session/actions.ts';
import { compareIfNew } from '../tabs/matrix/matrix-actions.ts';
import { fit, showRegion } from '../session/navigation.ts';
import { pinInside, unpin } from '../session/pixel-actions.ts';
import * as state from '../session/state.ts';
import { mode } from '../session/view-state.ts';

export interface TourStep {
  title: string;
  text: string;
  /** Brings the viewer to what the step speaks of. */
  show: () => void;
}

/** The machine view that the sample was made for. */
const PIPELINE = 'tensorflow/bilinear';
const SIDE = 299;
/** Source pixels across the close look at the lattice. */
const CLOSE = 24;

export const TOUR: readonly TourStep[] = [
  {
    title: 'What you see',
    text: 'Under “Human scale” is the picture as a person sees it: a dandelion in a meadow, 3000x1688 pixels. A model never looks at so many pixels.',
    show() {
      mode.value = 'side';
      fit();
      state.chooseTab('verdict');
      void showView(PIPELINE, { width: SIDE, height: SIDE });
    },
  },
  {
    title: 'What the machine receives',
    text: `Under “Machine scale” is the same file after TensorFlow’s default resize to ${SIDE}x${SIDE}: a drum. This is all that the model receives.`,
    show() {
      fit();
      state.chooseTab('verdict');
    },
  },
  {
    title: 'Where it hides',
    text: 'A close-up: this resize reads only the framed pixels, 7 of 100, and the drum was painted into them. Other dots carry a second picture, for 224x224. All other pixels show the meadow, so that is what the eye sees.',
    show() {
      const { value: image } = state.image;
      if (image === null) return;
      const { width, height } = image.raster;
      const place = { x: width >> 1, y: height >> 1, width: CLOSE, height: CLOSE };
      showRegion(place);
      // The tab explains a pixel: the one in the middle of what is shown.
      pinInside({
        x: Math.floor(((place.x + CLOSE / 2) / width) * SIDE),
        y: Math.floor(((place.y + CLOSE / 2) / height) * SIDE),
      });
      state.chooseTab('pixel');
    },
  },
  {
    title: 'For whom',
    text: 'Not every machine is fooled: pipelines that average every pixel show the dandelion. “Who sees what” groups all pipelines by the picture that they make.',
    show() {
      fit();
      state.chooseTab('matrix');
      compareIfNew();
    },
  },
  {
    title: 'What you can show',
    text: 'The verdict names the target sizes and pipelines, shows the recovered picture and gives each figure with its threshold. You did not have to name a size: the search covers every size.',
    show() {
      fit();
      state.chooseTab('verdict');
    },
  },
];

/** The step that is shown, 0-based; null outside the tour. */
export const tourStep = signal<number | null>(null);

/** Brings back what was looked at before the tour; null where the tour brought the sample. */
let goBack: (() => void) | null = null;

/**
 * Shows the sample that comes with Scalescope and begins the tour. Where it is open already, by whatever
 * way, it is not opened again.
 */
export async function startTour(): Promise<void> {
  if (tourStep.value !== null) return goToStep(0);
  const there = await openSample();
  const isOnScreen = there !== null && there.key === state.currentKey.value;
  goBack = isOnScreen && state.image.value !== null ? wayBack() : null;
  if (there === null) await openSources([{ sample: true }]);
  else if (goBack === null) await showImage(there.key);
  if (state.opened.value.status !== 'ready') return; // the viewer says why
  goToStep(0);
}

/** The sample as it is in the list; null where it is not. */
async function openSample(): Promise<state.ListedImage | null> {
  const { value: images } = state.images;
  const own = images.find(({ origin }) => 'sample' in origin);
  const named = images.filter(({ name }) => name === SAMPLE_NAME);
  if (own !== undefined || named.length === 0) return own ?? null;
  try {
    // The same bytes, read the same way, are one image to the host.
    const { id } = await openImage(
      { sample: true },
      DEFAULT_DECODE_POLICY,
      new AbortController().signal,
    );
    return named.find(({ known }) => known !== null && 'id' in known && known.id === id) ?? null;
  } catch {
    return null; // opening it tells why
  }
}

/** What brings back the mode, the tab, the machine view and the place that are shown now. */
function wayBack(): () => void {
  const { value: pipeline } = state.pipelineId;
  const { value: size } = state.size;
  const { value: part } = state.part;
  const { value: view } = state.view;
  const { value: tab } = state.tab;
  const { value: before } = mode;
  const key = state.currentKey.value;
  return () => {
    if (state.currentKey.value !== key) return;
    batch(() => {
      mode.value = before;
      state.chooseTab(tab);
      state.view.value = view;
    });
    if (pipeline !== null) void showView(pipeline, size, part);
  };
}

/** Shows step `at`; beyond the last one the tour ends. */
export function goToStep(at: number): void {
  const step = TOUR[at];
  if (step === undefined) return endTour();
  tourStep.value = at;
  unpin();
  step.show();
}

export function endTour(): void {
  tourStep.value = null;
  unpin();
  goBack?.();
  goBack = null;
}
