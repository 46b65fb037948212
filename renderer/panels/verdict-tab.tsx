import { NumbersPanel } from './numbers-panel.tsx';
import { VerdictPanel } from './verdict-panel.tsx';

/** The verdict, and the numbers of the machine view that is shown. */
export function VerdictTab() {
  return (
    <>
      <VerdictPanel />
      <NumbersPanel />
    </>
  );
}
