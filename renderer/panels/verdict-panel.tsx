import type { EvidenceRecord, Finding, FindingTarget } from '../../shared/finding.ts';
import { retryInspection, showView } from '../actions.ts';
import * as state from '../state.ts';
import { findingTitle, numberLabel } from './sentences.ts';

/** The verdict on the image, with its reasons, or how far the inspection is. */
export function VerdictPanel() {
  const { value: inspection } = state.inspection;
  return (
    <section class="panel verdict" aria-labelledby="verdict-title">
      <h2 id="verdict-title">Verdict</h2>
      <div aria-live="polite" class="verdict-body" data-testid="verdict">
        {inspection.status === 'none' && <p class="muted">Waits for the machine view.</p>}
        {inspection.status === 'running' && (
          <>
            <p class="muted">Inspecting: {inspection.stage}</p>
            <progress aria-label="Inspection" max={1} value={inspection.fraction} />
          </>
        )}
        {inspection.status === 'failed' && (
          <>
            <p>{inspection.error.message}</p>
            <button type="button" onClick={() => void retryInspection()}>
              Inspect again
            </button>
          </>
        )}
        {inspection.status === 'done' && <FindingBody finding={inspection.finding} />}
      </div>
    </section>
  );
}

function FindingBody({ finding }: { finding: Finding }) {
  const reasons = finding.error === null ? finding.reasons : [finding.error.message];
  const isAssessed = finding.explanation !== 'not-assessable';
  return (
    <>
      <p class={`badge badge-${isAssessed ? finding.verdict : 'error'}`}>
        <strong>{findingTitle(finding)}</strong>
        {isAssessed && <span class="score">score {finding.score.toFixed(2)}</span>}
      </p>
      <ul class="reasons">
        {reasons.map((reason) => (
          <li key={reason}>{reason}</li>
        ))}
      </ul>
      <Targets finding={finding} />
    </>
  );
}

/** Sizes at which something hidden appears, each one press away, with its evidence. */
function Targets({ finding }: { finding: Finding }) {
  if (finding.targets.length === 0) return null;
  return (
    <ul class="targets" aria-label="Sizes at which something appears">
      {finding.targets.map((target) => (
        <li key={`${target.width}x${target.height} ${target.crop.x},${target.crop.y}`}>
          <Target target={target} />
        </li>
      ))}
    </ul>
  );
}

function Target({ target }: { target: FindingTarget }) {
  const { width, height, samplers, channels, score, records } = target;
  const { value: shown } = state.machineView;
  const id = samplers[0] ?? state.pipelineId.value;
  const isShown = width === shown?.width && height === shown.height && id === shown.pipeline;
  return (
    <>
      <button
        type="button"
        aria-pressed={isShown}
        data-testid="target"
        onClick={() => id !== null && void showView(id, { width, height })}
      >
        Look at {width} × {height}
      </button>
      <p class="muted">
        Score {score.toFixed(2)}, in {channels.join(', ')}
        {samplers.length > 0 && `, seen by ${samplers.join(', ')}`}
      </p>
      {records.length > 0 && (
        <details class="members">
          <summary>Evidence</summary>
          <EvidenceTable records={records} />
        </details>
      )}
    </>
  );
}

function EvidenceTable({ records }: { records: readonly EvidenceRecord[] }) {
  return (
    <table class="evidence">
      <thead>
        <tr>
          <th scope="col">Measure</th>
          <th scope="col">Value</th>
          <th scope="col">Threshold</th>
        </tr>
      </thead>
      <tbody>
        {records.map(({ id, title, value, threshold, meaning, source }) => (
          <tr key={id} title={`${meaning}. Source: ${source}`}>
            <th scope="row">{title}</th>
            <td>{numberLabel(value)}</td>
            <td>{numberLabel(threshold)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
