import { useSignal } from '@preact/signals';
import { choosePolicy } from '../../session/actions.ts';

interface FrameQuestionProps {
  name: string;
  /** How many frames there are, as a sentence. */
  fact: string;
  /** The frame that was asked for and is none of them, 0-based; else null. */
  refused: number | null;
}

/** Asks which frame of an animation, or page of a file of several, is to be shown. */
export function FrameQuestion({ name, fact, refused }: FrameQuestionProps) {
  const frame = useSignal(1);
  return (
    <form
      class="failure"
      aria-labelledby="frame-question"
      aria-describedby="frame-fact"
      data-testid="frame-question"
      onSubmit={(event) => {
        event.preventDefault();
        void choosePolicy({ frame: frame.value - 1 });
      }}
    >
      <h2 id="frame-question">Which frame should be shown?</h2>
      <p class="failure-name">{name}</p>
      <p id="frame-fact" role="status">
        {refused !== null && `There is no frame ${refused + 1}. `}
        {fact}. A machine receives one frame at a time, and each can hide a picture of its own.
      </p>
      <div class="buttons">
        <label for="frame-choice">Frame, counted from 1</label>
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
      </div>
    </form>
  );
}
