import { useSignal } from '@preact/signals';
import type { ErrorBody } from '../../shared/errors.ts';
import { choosePolicy, reopen } from '../actions.ts';
import { OpenButton } from './open-button.tsx';

/** Why an image could not be opened, and what can be done. */
export function OpenFailure({ name, error }: { name: string; error: ErrorBody }) {
  return (
    <div class="failure" role="alert" data-testid="failure">
      <h2>
        {error.code === 'ambiguous-frame' ? 'Which frame?' : 'This image could not be opened'}
      </h2>
      <p class="failure-name">{name}</p>
      <p data-testid="failure-message">{error.message}</p>
      {error.code === 'ambiguous-frame' ? (
        <FrameChoice />
      ) : (
        <div class="buttons">
          <button type="button" onClick={() => void reopen()}>
            Try again
          </button>
          <OpenButton label="Open another…" isPrimary />
        </div>
      )}
    </div>
  );
}

function FrameChoice() {
  const frame = useSignal(1);
  return (
    <form
      class="buttons"
      onSubmit={(event) => {
        event.preventDefault();
        void choosePolicy({ frame: frame.value - 1 });
      }}
    >
      <label for="frame-choice">Frame, the first is 1</label>
      <input
        id="frame-choice"
        data-testid="frame-choice"
        type="number"
        min={1}
        step={1}
        required
        value={frame.value}
        onInput={({ currentTarget }) => (frame.value = currentTarget.valueAsNumber)}
      />
      <button type="submit" class="primary">
        Show frame
      </button>
    </form>
  );
}
