/** The keys of what is slid along one axis. */

interface Pressed {
  key: string;
  shiftKey: boolean;
}

/**
 * How far a key moves a slider: `step` by an arrow, ten times as far with Shift or by Page Up and
 * Page Down, all the way (infinity) by Home and End. Null for other keys.
 */
export function sliderStep({ key, shiftKey }: Pressed, step: number): number | null {
  const arrow = shiftKey ? 10 * step : step;
  switch (key) {
    case 'ArrowRight':
    case 'ArrowDown':
      return arrow;
    case 'ArrowLeft':
    case 'ArrowUp':
      return -arrow;
    case 'PageDown':
      return 10 * step;
    case 'PageUp':
      return -10 * step;
    case 'Home':
      return -Infinity;
    case 'End':
      return Infinity;
    default:
      return null;
  }
}
