/** What the colors of a report's pictures mean. */
import { heatColor, LATTICE, signedColor, TAPS, type Rgb } from '../../shared/pictures/colors.ts';
import type { ReportLegend } from '../../shared/report/legend.ts';
import type { SpectrumReport } from '../../shared/spectrum/spectrum.ts';

/** Colors of a scale that is not straight between its ends. */
const STEPS = 9;

const HEAT: ReportLegend = {
  bar: {
    label: 'Departure of the pixels that are read',
    colors: scale(heatColor),
    marks: [
      { at: 0, text: '0' },
      { at: 0.5, text: '0.5: altered from here' },
      { at: 1, text: '1' },
    ],
  },
  keys: [{ color: 'rgb(255,255,255)', text: 'altered pixels' }],
};

const LATTICE_KEY: ReportLegend = {
  keys: [{ color: cssColor(LATTICE), text: 'read by the machine' }],
};

/** What the heat map and the close-up mean. */
export const LEGENDS = { 'heat-map': HEAT, lattice: LATTICE_KEY } as const;

/** Of a difference that has the full color from `fullAt` grey levels on. */
export function differenceLegend(fullAt: number): ReportLegend {
  return {
    bar: {
      label: 'Grey levels',
      colors: scale((share) => signedColor(2 * share - 1)),
      marks: [
        { at: 0, text: `−${fullAt}` },
        { at: 0.5, text: '0' },
        { at: 1, text: `+${fullAt}` },
      ],
    },
    keys: [],
  };
}

/** Of a spectrum with its levels, and the marks of predicted peaks. */
export function spectrumLegend({ lowDb, highDb, peaks }: SpectrumReport): ReportLegend {
  const keys = [{ color: cssColor(LATTICE), text: 'predicted peak' }];
  if (peaks.some(({ aliased }) => aliased)) {
    keys.push({ color: cssColor(TAPS), text: 'predicted peak, folded back' });
  }
  return {
    bar: {
      label: 'Level in dB of one grey level',
      colors: ['rgb(0,0,0)', 'rgb(255,255,255)'],
      marks: [
        { at: 0, text: lowDb.toFixed(0) },
        { at: 1, text: highDb.toFixed(0) },
      ],
    },
    keys,
  };
}

function scale(colorAt: (share: number) => Rgb): string[] {
  return Array.from({ length: STEPS }, (_, i) => cssColor(colorAt(i / (STEPS - 1))));
}

function cssColor(color: Rgb): string {
  return `rgb(${color.join(',')})`;
}
