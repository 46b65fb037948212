import type { OpenImage } from '../../../shared/api/contract.ts';
import { LabelsPanel } from './labels-panel.tsx';
import { NumbersPanel } from './numbers-panel.tsx';
import { TextPanel } from './text-panel.tsx';
import { VerdictPanel } from './verdict-panel.tsx';

/** The verdict, the numbers of the machine view that is shown, and what models say of both. */
export function VerdictTab({ image }: { image: OpenImage }) {
  return (
    <>
      <VerdictPanel image={image} />
      <TextPanel />
      <NumbersPanel />
      <LabelsPanel imageId={image.id} />
    </>
  );
}
