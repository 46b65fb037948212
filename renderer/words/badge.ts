/** How the badge of a finding is colored where its parts are seen beside it, and what it adds. */
import type { Finding } from '../../shared/finding/finding.ts';
import { verdictTone, type Tone } from '../../shared/verdict/words.ts';

type Badged = Pick<Finding, 'verdict' | 'explanation' | 'judgements' | 'unexplained' | 'skipped'>;

/** What the verdict leaves open: nothing was found, but the view that is shown could not be judged; else null. */
export function viewLeftOpen({ verdict, explanation, judgements }: Badged): string | null {
  if (verdict !== 'clean' || explanation === 'not-assessable') return null;
  const isOpen = judgements.some(
    (one) => one.of === 'view' && one.explanation === 'not-assessable',
  );
  return isOpen ? 'by the search; the machine view that is shown is not assessable' : null;
}

/** The tone of a finding; none where it leaves the view open. */
export function badgeTone(finding: Badged): Tone {
  return viewLeftOpen(finding) === null ? verdictTone(finding) : 'none';
}
