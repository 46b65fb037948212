/** How the pictures are shown: the mode, what each side shows, and the adjustments for the eye. */
import { computed, signal } from '@preact/signals';
import { between, oneOf, remembered } from '../client/remembered.ts';
import * as state from './state.ts';

export const MODES = ['side', 'wipe', 'blink', 'difference', 'onion'] as const;
export type Mode = (typeof MODES)[number];

export const MODE_TITLES: Record<Mode, string> = {
  side: 'Side by side',
  wipe: 'Wipe',
  blink: 'Blink',
  difference: 'Difference',
  onion: 'Onion skin',
};

/** What each mode is for, in a sentence. */
export const MODE_HINTS: Record<Mode, string> = {
  side: 'Source and machine view in a pane each',
  wipe: 'Source and machine view on either side of a divider',
  blink: 'The source; the machine view while you hold M',
  difference: 'Where machine view and antialiased view differ',
  onion: 'The machine view over the source, half transparent',
};

export const mode = remembered<Mode>('mode', 'side', oneOf(MODES));

/** Where the wipe divides the stage, 0 (all machine) to 1 (all human) of its width. */
export const wipeAt = signal(0.5);
/** The opacity of the machine view over the source, 0 to 1. */
export const onionShare = remembered('onion', 0.5, between(0, 1));

/** What the human side shows: the source, only what the machine reads of it, or all the rest. */
export const HUMAN_SHOWS = ['source', 'read', 'rebuilt'] as const;
export type HumanShows = (typeof HUMAN_SHOWS)[number];
export const humanShows = signal<HumanShows>('source');

export const HUMAN_TITLES: Record<HumanShows, string> = {
  source: 'Source',
  read: 'Sampled pixels only',
  rebuilt: 'Sampled pixels removed',
};

/** What the machine side shows: its view, or the antialiased view of the same size. */
export const machineShows = signal<'machine' | 'antialiased'>('machine');

/** Channels that are shown, of R, G and B. */
export const channels = signal<readonly boolean[]>([true, true, true]);
/** In stops: each doubles the values. */
export const exposure = signal(0);
export const gamma = signal(1);

export const MAX_EXPOSURE = 6;
export const EXPOSURE_STEP = 0.5;
export const MIN_GAMMA = 0.2;
export const MAX_GAMMA = 4;
export const GAMMA_STEP = 0.2;

/** What changes the pixels on their way to the screen, and nothing else. */
export interface Adjustment {
  channels: readonly boolean[];
  exposure: number;
  gamma: number;
}

export const adjustment = computed<Adjustment>(() => ({
  channels: channels.value,
  exposure: exposure.value,
  gamma: gamma.value,
}));

/** What is said wherever the picture is not shown as it is: "exposure +1", or nothing. */
export const adjustmentLabel = computed(() => {
  const said: string[] = [];
  const names = ['R', 'G', 'B'].filter((_, channel) => channels.value[channel]);
  if (names.length < 3)
    said.push(names.length === 0 ? 'no channel' : `${names.join(' and ')} only`);
  if (exposure.value !== 0) {
    said.push(`exposure ${exposure.value > 0 ? '+' : '−'}${Math.abs(exposure.value)}`);
  }
  if (gamma.value !== 1) said.push(`gamma ${gamma.value}`);
  return said.join(', ');
});

export function resetAdjustment(): void {
  channels.value = [true, true, true];
  exposure.value = 0;
  gamma.value = 1;
}

export function changeExposure(by: number): void {
  exposure.value = Math.min(MAX_EXPOSURE, Math.max(-MAX_EXPOSURE, exposure.value + by));
}

export function changeGamma(by: number): void {
  const next = Math.round((gamma.value + by) * 10) / 10;
  gamma.value = Math.min(MAX_GAMMA, Math.max(MIN_GAMMA, next));
}

/** All channels, then one after the other. */
export function stepChannels(): void {
  const one = channels.value.filter(Boolean).length === 1 ? channels.value.indexOf(true) : -1;
  channels.value = one === 2 ? [true, true, true] : [0, 1, 2].map((at) => at === one + 1);
}

/** True while the magnifier follows the pointer. */
export const showsLens = signal(false);
export const showsMinimap = remembered('minimap', true, (stored) =>
  typeof stored === 'boolean' ? stored : undefined,
);

/** True where the machine reads every pixel of its frame: no lattice can be told from the rest. */
export const readsAll = computed(() => (state.machineView.value?.frameReadShare ?? 0) >= 1);

/** What the human side really shows: the source, where no lattice is known to tell apart. */
export const humanShown = computed<HumanShows>(() =>
  readsAll.value || state.machineView.value === null ? 'source' : humanShows.value,
);

/** What either side is called, for what it shows. */
export const humanTitle = computed(() =>
  humanShown.value === 'source' ? 'Human scale' : HUMAN_TITLES[humanShown.value],
);
export const machineTitle = computed(() =>
  machineShows.value === 'machine' ? 'Machine scale' : 'Antialiased view',
);

/** Moves the divider to `at`, 0 left to 1 right; wipes where neither a wipe nor an onion is shown. */
export function slideTo(at: number): void {
  if (mode.value === 'onion') onionShare.value = at;
  else {
    mode.value = 'wipe';
    wipeAt.value = at;
  }
}
