import type { OpenImage } from '../../../shared/api/contract.ts';
import type { FindingTarget } from '../../../shared/finding/finding.ts';
import { targetScoreText } from '../../../shared/verdict/words.ts';
import { EvidenceList } from './evidence.tsx';
import { Places } from './places.tsx';

interface TargetEvidenceProps {
  target: FindingTarget;
  image: OpenImage;
  /** Whether the search mapped where this one was altered: so it does of the best alone. */
  isBest: boolean;
}

/** What is known of one target: who sees it, where, and why each measure matters. */
export function TargetEvidence({ target, image, isBest }: TargetEvidenceProps) {
  const { width, height, samplers, channels, records } = target;
  return (
    <div class="target" data-testid="target-evidence">
      <h3>
        {width}x{height} <span class="score">{targetScoreText(target)}</span>
      </h3>
      <p class="muted">
        Seen by {samplers.length === 0 ? 'no pipeline by itself' : samplers.join(', ')}; in{' '}
        {channels.join(', ')}.
      </p>
      <Places target={target} source={image.raster} mappedId={isBest ? image.id : null} />
      {records.length > 0 && <EvidenceList records={records} />}
    </div>
  );
}
