import type { EvidenceRecord } from '../../../shared/finding/finding.ts';
import { numberLabel } from '../../words/sentences.ts';
import './evidence.css';

/** What each detector measured, against its threshold, and why it matters. */
export function EvidenceList({ records }: { records: readonly EvidenceRecord[] }) {
  return (
    <ul class="evidence" data-testid="evidence">
      {records.map((record) => (
        <li key={record.id}>
          <Evidence record={record} />
        </li>
      ))}
    </ul>
  );
}

function Evidence({ record }: { record: EvidenceRecord }) {
  const { title, value, threshold, meaning, source } = record;
  const isAbove = value >= threshold;
  return (
    <>
      <p class="evidence-head">
        <strong>{title}</strong>
        <span class={isAbove ? 'evidence-above' : 'muted'}>
          {numberLabel(value)} {isAbove ? '≥' : '<'} {numberLabel(threshold)}
        </span>
      </p>
      <Bar value={value} threshold={threshold} />
      <details class="members">
        <summary>Why this matters</summary>
        <p>{meaning}.</p>
        <p class="muted">Source: {source}.</p>
      </details>
    </>
  );
}

/** The value as a bar that ends at twice the threshold, which is the line in its middle. */
function Bar({ value, threshold }: { value: number; threshold: number }) {
  const share = threshold > 0 ? Math.min(1, Math.max(0, value / (2 * threshold))) : 0;
  return (
    <div class="evidence-bar" aria-hidden="true">
      <i
        class={value >= threshold ? 'evidence-fill above' : 'evidence-fill'}
        style={{ width: `${share * 100}%` }}
      />
    </div>
  );
}
