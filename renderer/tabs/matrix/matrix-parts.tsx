import { bandsText } from '../../../shared/verdict/view-bands.ts';
import type { Running } from '../../session/state.ts';
import { numberLabel } from '../../words/sentences.ts';

interface WorkProps {
  name: string;
  /** What it does, in a few words. */
  tip: string;
  testId: string;
  work: Running<unknown>;
  /** Why it cannot be started, or null. */
  whyNot?: string | null;
  onStart: () => void;
  onCancel: () => void;
}

/** Starts long work, shows how far it is, and ends it. */
export function Work({ name, tip, testId, work, whyNot = null, onStart, onCancel }: WorkProps) {
  const isRunning = work.status === 'running';
  return (
    <>
      <div class="work">
        {isRunning ? (
          <>
            <button
              type="button"
              data-testid={`${testId}-cancel`}
              data-tip="Stop"
              onClick={onCancel}
            >
              Cancel
            </button>
            <span class="work-progress">
              <progress aria-label={name} max={1} value={work.fraction} />
              <span class="muted">{work.stage}</span>
            </span>
          </>
        ) : (
          <button
            type="button"
            data-testid={testId}
            data-tip={tip}
            class={work.status === 'none' ? 'primary' : ''}
            disabled={whyNot !== null}
            onClick={onStart}
          >
            {work.status === 'none' ? name : `${name}, again`}
          </button>
        )}
      </div>
      {whyNot !== null && <p class="muted">{whyNot}</p>}
      {work.status === 'failed' && <p role="alert">{work.error.message}</p>}
    </>
  );
}

/** What Distance tells, in words. */
export function DistanceMeaning() {
  return (
    <p class="muted meaning">
      Levels off: root mean square difference from the antialiased view, on a scale of 255. ×
      detail: its square, divided by what the picture’s own detail explains. A first look:{' '}
      {bandsText()}.
    </p>
  );
}

/** How far a picture is from the antialiased view. */
export function Distance({ rms, normalised }: { rms: number; normalised: number }) {
  return (
    <span class="distance">
      {distanceLabel(rms)} levels off, {distanceLabel(normalised)} × detail
    </span>
  );
}

/** Below this a distance is no more than rounding. */
const LEAST_DISTANCE = 0.01;

function distanceLabel(value: number): string {
  return value < LEAST_DISTANCE ? '0' : numberLabel(value);
}
