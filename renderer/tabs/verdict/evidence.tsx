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
      <details class="members">
        <summary>Why this matters</summary>
        <p>{meaning}.</p>
        <p class="muted">Source: {source}.</p>
      </details>
    </>
  );
}
