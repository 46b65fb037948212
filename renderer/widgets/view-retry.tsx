import type { ErrorBody } from '../../shared/base/errors.ts';
import { reopen, showMachineView } from '../session/actions.ts';

/** What can be done where the machine view failed: a file that is another now has to be opened anew. */
export function ViewRetry({ code }: ErrorBody) {
  const isOfFile = code === 'changed' || code === 'not-found';
  return (
    <button type="button" onClick={() => void (isOfFile ? reopen() : showMachineView())}>
      {isOfFile ? 'Open it again' : 'Try again'}
    </button>
  );
}
