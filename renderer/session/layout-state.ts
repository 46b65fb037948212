/** Which regions of the window are open and how wide they are, and its colors; remembered. */
import { effect, signal } from '@preact/signals';
import { aBoolean, between, oneOf, remembered } from '../client/remembered.ts';

export const QUEUE_WIDTH = { min: 140, max: 480, usual: 200 };
export const INSPECTOR_WIDTH = { min: 280, max: 720, usual: usualInspector() };

/** From this width on the queue is open until somebody closes it. */
const QUEUE_FROM = 1280;

export const queueWidth = remembered(
  'queue-width',
  QUEUE_WIDTH.usual,
  between(QUEUE_WIDTH.min, QUEUE_WIDTH.max),
);
export const inspectorWidth = remembered(
  'inspector-width',
  INSPECTOR_WIDTH.usual,
  between(INSPECTOR_WIDTH.min, INSPECTOR_WIDTH.max),
);
export const showsQueue = remembered('queue', pageWidth() >= QUEUE_FROM, aBoolean);
export const showsInspector = remembered('inspector', true, aBoolean);

/** How both panes lie: as the picture has more room, or as somebody chose. */
const ARRANGEMENTS = ['auto', 'side', 'stacked'] as const;
export type Arrangement = (typeof ARRANGEMENTS)[number];
export const arrangement = remembered<Arrangement>('panes', 'auto', oneOf(ARRANGEMENTS));

/** The room that both panes share, in CSS pixels, as measured. */
export const room = signal({ width: 0, height: 0 });

/** The heading of a pane, in CSS pixels with text of the usual size. */
const HEAD = 28;
/** How much larger the picture has to be one above the other before the panes lie so by themselves. */
const LEAST_GAIN = 1.15;
/** The same for panes that lie so to go on: a bar that comes and goes does not turn them. */
const KEPT_GAIN = 1.05;

/**
 * True where a picture of this size is shown clearly larger with the panes one above the other; where they lie so
 * already (`isStacked`), larger.
 */
export function fitsStacked(
  picture: { width: number; height: number },
  within: { width: number; height: number },
  isStacked = false,
): boolean {
  const scale = (width: number, height: number): number =>
    Math.min(width / picture.width, Math.max(1, height) / picture.height);
  const head = HEAD * textScale();
  const side = scale(within.width / 2, within.height - head);
  return (
    scale(within.width, within.height / 2 - head) > side * (isStacked ? KEPT_GAIN : LEAST_GAIN)
  );
}

/** How much larger text is than by default. */
export function textScale(): number {
  if (!('document' in globalThis)) return 1;
  return Math.max(1, parseFloat(getComputedStyle(document.documentElement).fontSize) / 16);
}

const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];
export const theme = remembered<Theme>('theme', 'system', oneOf(THEMES));

function pageWidth(): number {
  return 'innerWidth' in globalThis ? globalThis.innerWidth : 0;
}

function usualInspector(): number {
  return Math.round(Math.min(640, Math.max(320, pageWidth() * 0.25)));
}

/** Light and dark in turn; beginning from what the system has. */
export function toggleTheme(): void {
  const isDark =
    theme.value === 'system'
      ? globalThis.matchMedia('(prefers-color-scheme: dark)').matches
      : theme.value === 'dark';
  theme.value = isDark ? 'light' : 'dark';
}

/** Keeps the page in the chosen colors; the returned function ends it. */
export function applyTheme(): () => void {
  return effect(() => {
    document.documentElement.dataset['theme'] = theme.value;
  });
}
