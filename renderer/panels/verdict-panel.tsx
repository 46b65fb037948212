import type { Finding } from '../../shared/finding.ts';
import { retryInspection, showView } from '../actions.ts';
import * as state from '../state.ts';
import { findingTitle } from './sentences.ts';

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

/** Sizes at which something hidden appears, each one press away. */
function Targets({ finding }: { finding: Finding }) {
  const { value: shown } = state.machineView;
  const others = finding.targets.filter(
    ({ width, height }) => width !== shown?.width || height !== shown.height,
  );
  if (others.length === 0) return null;
  return (
    <ul class="targets" aria-label="Sizes at which something appears">
      {others.map(({ width, height, samplers }) => (
        <li key={`${width}x${height}`}>
          <button
            type="button"
            onClick={() => {
              const id = samplers[0] ?? state.pipelineId.value;
              if (id !== null) void showView(id, { width, height });
            }}
          >
            Look at {width} × {height}
          </button>
        </li>
      ))}
    </ul>
  );
}
