import { useSignal } from '@preact/signals';
import { toErrorBody } from '../../shared/base/errors.ts';
import { Dialog } from '../widgets/dialog.tsx';
import * as state from '../session/state.ts';
import { openCase, scan } from './case-actions.ts';
import * as review from '../session/case-state.ts';

/** Opens a case, or makes one. */
export function CaseDialog() {
  return (
    <Dialog open={review.showsCaseDialog} name="case-dialog" title="Open a case">
      {state.session.value?.openPaths ? <CaseForm /> : <HowToOpen />}
    </Dialog>
  );
}

/** Adds folders to the case, or scans again those it has. */
export function ScanDialog() {
  return (
    <Dialog open={review.showsScanDialog} name="scan-dialog" title="Scan into the case">
      <ScanForm />
    </Dialog>
  );
}

/** A page in a browser may not name files: the program that serves it does. */
function HowToOpen() {
  return (
    <div class="review-form">
      <p>
        In the browser, name the case when you start Scalescope. It is created if it does not exist:
      </p>
      <p>
        <code>scalescope view --case review.case</code>
      </p>
      <button
        type="button"
        class="primary"
        data-tip="Close: Escape"
        onClick={() => (review.showsCaseDialog.value = false)}
      >
        Close
      </button>
    </div>
  );
}

/** The address of a database. */
const SHARED = /^postgres(ql)?:\/\//i;

function CaseForm() {
  const path = useSignal('');
  const creates = useSignal(false);
  const token = useSignal('');
  const failure = useSignal<string | null>(null);
  const open = async (chosen: string, create: boolean): Promise<void> => {
    try {
      await openCase(chosen, create, token.value.trim());
      review.showsCaseDialog.value = false;
    } catch (error) {
      failure.value = toErrorBody(error).message;
    }
  };
  return (
    <form
      class="review-form"
      onSubmit={(event) => {
        event.preventDefault();
        void open(path.value.trim(), creates.value);
      }}
    >
      <label for="case-path">Path of the case file, or address of a shared case</label>
      <input
        id="case-path"
        type="text"
        required
        autofocus
        autocomplete="off"
        spellcheck={false}
        placeholder="/home/me/review.case"
        value={path.value}
        onInput={({ currentTarget }) => (path.value = currentTarget.value)}
      />
      {SHARED.test(path.value.trim()) && (
        <>
          <label for="case-token">Your token</label>
          <input
            id="case-token"
            type="password"
            autocomplete="off"
            value={token.value}
            onInput={({ currentTarget }) => (token.value = currentTarget.value)}
          />
        </>
      )}
      <label class="review-check">
        <input
          type="checkbox"
          checked={creates.value}
          onChange={({ currentTarget }) => (creates.value = currentTarget.checked)}
        />
        Create it if it does not exist
      </label>
      {failure.value !== null && <p role="alert">{failure.value}</p>}
      <button type="submit" class="primary">
        Open
      </button>
      {review.recentCases.value.length > 0 && (
        <>
          <h3>Recent</h3>
          <ul class="review-recent">
            {review.recentCases.value.map((recent) => (
              <li key={recent}>
                <button type="button" onClick={() => void open(recent, false)}>
                  {recent}
                </button>
              </li>
            ))}
          </ul>
        </>
      )}
    </form>
  );
}

function ScanForm() {
  const path = useSignal('');
  const roots = review.summary.value?.roots ?? [];
  const mayName = state.session.value?.openPaths === true;
  const start = (paths: string[] | null): void => {
    review.showsScanDialog.value = false;
    void scan(paths);
  };
  return (
    <form
      class="review-form"
      onSubmit={(event) => {
        event.preventDefault();
        start([path.value.trim()]);
      }}
    >
      {mayName ? (
        <>
          <label for="scan-path">Folder or file</label>
          <input
            id="scan-path"
            type="text"
            required
            autofocus
            autocomplete="off"
            spellcheck={false}
            value={path.value}
            onInput={({ currentTarget }) => (path.value = currentTarget.value)}
          />
          <button type="submit" class="primary">
            Scan
          </button>
        </>
      ) : (
        <p>
          In the browser, add folders on the command line. Close Scalescope, scan, and open the case
          again: <code>scalescope scan FOLDER --case {review.summary.value?.name ?? ''}</code>
        </p>
      )}
      {roots.length > 0 && (
        <>
          <h3>Folders of this case</h3>
          <ul>
            {roots.map((root) => (
              <li key={root}>{root}</li>
            ))}
          </ul>
          <button type="button" onClick={() => start(null)}>
            Look for new images in these folders
          </button>
        </>
      )}
    </form>
  );
}
