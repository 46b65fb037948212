import type { CaseSummary, ScanOutcome } from '../../shared/case/case-contract.ts';
import { DECISIONS } from '../../shared/case/case-review.ts';
import { showsQueue } from '../session/layout-state.ts';
import { cancelScan, leaveCase } from './case-actions.ts';
import { CaseFilters } from './case-filters.tsx';
import { CaseList } from './case-list.tsx';
import * as review from '../session/case-state.ts';
import { DECISION_TITLES } from './decisions.ts';

/** The review queue of the open case: how far it is, what is shown of it, and its images. */
export function CaseQueue() {
  const { value: open } = review.summary;
  if (open === null) return null;
  return (
    <nav class="queue case-queue" aria-labelledby="queue-title" data-testid="case-queue">
      <header class="queue-head">
        <h2 id="queue-title" title={open.path}>
          {open.name}
        </h2>
        <span class="buttons">
          <button
            type="button"
            class="quiet"
            disabled={open.readOnly !== null}
            onClick={() => (review.showsScanDialog.value = true)}
          >
            Scan…
          </button>
          <button type="button" class="quiet" onClick={() => void leaveCase()}>
            Close case
          </button>
          <button
            type="button"
            class="quiet"
            aria-label="Close the queue"
            onClick={() => (showsQueue.value = false)}
          >
            ✕
          </button>
        </span>
      </header>
      <div class="case-top">
        {open.readOnly !== null && <p class="case-readonly">Read only: {open.readOnly}</p>}
        <Progress />
        <p class="case-log muted">{signedText(open.log)}</p>
        <ScanProgress />
        <CaseFilters />
      </div>
      {review.ids.value.length > 0 ? <CaseList /> : <NoImages />}
    </nav>
  );
}

/** How far the log is signed. Whether to trust that, only a check with a trusted key says. */
function signedText({ entries, signed }: CaseSummary['log']): string {
  if (entries === 0) return '';
  if (signed === 0)
    return 'The log is not signed: whoever can write the case can change it unseen.';
  const left = entries - signed;
  const which = left === 0 ? 'Log signed' : `Log signed, but for its last ${left} entries`;
  return `${which}; not checked here.`;
}

/** Why the list is empty; nothing is said before the queue was read. */
function NoImages() {
  return (
    <p class="case-none muted">
      {review.counts.value !== null &&
        (review.counts.value.total === 0
          ? 'No images yet. Use Scan… to add some.'
          : 'No image matches the filter.')}
    </p>
  );
}

/** Done of all, and how many of each decision. */
function Progress() {
  const { images, decided, signedOff, byDecision } = review.summary.value!.progress;
  const counts = DECISIONS.map(
    (decision) => `${byDecision[decision]} ${DECISION_TITLES[decision]}`,
  );
  return (
    <div class="case-progress" data-testid="case-progress">
      <progress aria-label="Decided" max={Math.max(1, images)} value={decided} />
      <p>
        <strong>
          {decided} of {images} decided
        </strong>
        , {signedOff} signed off
      </p>
      <p class="muted">{counts.join(' · ')}</p>
    </div>
  );
}

function ScanProgress() {
  const { value: scan } = review.scan;
  if (scan.status === 'none') return null;
  if (scan.status === 'failed') {
    return (
      <p class="case-scan" role="alert">
        {scan.message}
      </p>
    );
  }
  const { progress } = scan;
  const isRunning = scan.status === 'running';
  return (
    <div class="case-scan" role="status" data-testid="scan-progress" data-status={scan.status}>
      <p>
        {progress === null
          ? 'Looking for images…'
          : `${progress.done} of ${progress.total} scanned, ${progress.found} found` +
            `${progress.failed > 0 ? `, ${progress.failed} failed` : ''}`}
      </p>
      {scan.status === 'done' && <LeftOut leftOut={scan.progress.leftOut} />}
      {isRunning && (
        <>
          <progress
            aria-label="Scan"
            max={Math.max(1, progress?.total ?? 1)}
            value={progress?.done ?? 0}
          />
          <button type="button" class="quiet" onClick={() => void cancelScan()}>
            Cancel the scan
          </button>
        </>
      )}
    </div>
  );
}

/** What was to be scanned and was not: it is named, with the reason. */
function LeftOut({ leftOut }: Pick<ScanOutcome, 'leftOut'>) {
  if (leftOut.length === 0) return null;
  return (
    <>
      <p class="case-warning">Left out:</p>
      <ul class="case-left-out" data-testid="left-out">
        {leftOut.map(({ path, error }) => (
          <li key={path}>
            {path}: {error.message}
          </li>
        ))}
      </ul>
    </>
  );
}
