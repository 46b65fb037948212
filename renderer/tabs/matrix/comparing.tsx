import { cancelCompare, compareAll } from './matrix-actions.ts';
import * as state from '../../session/state.ts';

/** Starts the comparison and ends it; how far it is, and how long the rest takes. */
export function Comparing() {
  const { status, parts, soFar, planned, stage, fraction, secondsLeft, message } =
    state.matrix.value;
  const isNew = status === 'none';
  const searches = state.inspection.value.status === 'running';
  return (
    <>
      <div class="work">
        {status === 'running' ? (
          <>
            <button
              type="button"
              data-testid="compare-cancel"
              data-tip="Stop; what is compared stays"
              onClick={cancelCompare}
            >
              Cancel
            </button>
            <span class="work-progress">
              <progress aria-label="Who sees what" max={1} value={fraction} />
              <span class="muted" data-testid="compare-left">
                {stage}, {parts.length + 1} of {planned}
                {secondsLeft !== null && `; ${timeLeft(secondsLeft)}`}
              </span>
            </span>
          </>
        ) : (
          <>
            <button
              type="button"
              data-testid="compare"
              data-tip="Make the machine views of every pipeline"
              class={isNew ? 'primary' : ''}
              onClick={() => void compareAll()}
            >
              {isNew ? 'Compare all' : 'Compare all again'}
            </button>
            {isNew && searches && (
              <span class="muted">Starts by itself if the search names a size.</span>
            )}
          </>
        )}
      </div>
      {status === 'failed' && <p role="alert">{message}</p>}
      <p class="hidden-text" role="status">
        {status === 'done' && `The comparison is done: ${parts.length} parts.`}
      </p>
      {status === 'stopped' && (parts.length > 0 || soFar !== null) && (
        <p class="muted">Stopped. What was compared so far is shown.</p>
      )}
    </>
  );
}

/** So many seconds as a person says them. */
function timeLeft(seconds: number): string {
  if (seconds < 90) return `about ${seconds} s left`;
  return `about ${Math.round(seconds / 60)} min left`;
}
