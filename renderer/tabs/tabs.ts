/** The tabs of the inspector, in their order. A new tab is a component with its style sheet, and a line. */
import type { ComponentType } from 'preact';
import type { OpenImage } from '../../shared/api/contract.ts';
import { FactsPanel } from './facts-panel.tsx';
import { HistogramPanel } from './histogram/histogram-panel.tsx';
import { InfluencePanel } from './influence/influence-panel.tsx';
import { MatrixPanel } from './matrix/matrix-panel.tsx';
import { PixelPanel } from './influence/pixel-panel.tsx';
import { SpectrumPanel } from './spectrum/spectrum-panel.tsx';
import { SweepPanel } from './sweep/sweep-panel.tsx';
import { summary } from '../session/case-state.ts';
import { ReviewTab } from '../review/review-tab.tsx';
import { VerdictTab } from './verdict/verdict-tab.tsx';

export interface InspectorTab {
  /** In lower case: part of the ids in the page, and what is remembered. */
  id: string;
  title: string;
  /** What the tab holds; it is made anew whenever the tab is chosen. */
  Body: ComponentType<{ image: OpenImage }>;
  /** False where there is nothing for it; always there where left out. */
  isThere?: () => boolean;
}

export const TABS: readonly InspectorTab[] = [
  { id: 'verdict', title: 'Verdict', Body: VerdictTab },
  { id: 'review', title: 'Review', Body: ReviewTab, isThere: () => summary.value !== null },
  { id: 'matrix', title: 'Who sees what', Body: MatrixPanel },
  { id: 'spectrum', title: 'Spectrum', Body: SpectrumPanel },
  { id: 'sweep', title: 'Sweep', Body: SweepPanel },
  { id: 'influence', title: 'Influence', Body: InfluencePanel },
  { id: 'histogram', title: 'Histogram', Body: HistogramPanel },
  { id: 'pixel', title: 'Pixel', Body: PixelPanel },
  { id: 'file', title: 'Facts', Body: FactsPanel },
];

/** The tabs that there is something for now. */
export function presentTabs(): InspectorTab[] {
  return TABS.filter(({ isThere }) => isThere?.() ?? true);
}
