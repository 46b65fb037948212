import { reopen } from '../../session/actions.ts';
import * as state from '../../session/state.ts';
import { adviceOn } from '../../words/advice.ts';
import { FrameQuestion } from './frame-question.tsx';
import { OpenButton } from '../../widgets/open-button.tsx';

/** Why an image could not be opened, and what can be done; or which frame of it is meant. */
export function OpenFailure({ image }: { image: state.ListedImage }) {
  const { value: opened } = state.opened;
  if (opened.status !== 'failed') return null;
  const { name, policy } = image;
  const { code, message } = opened.error;
  if (state.asksForFrame.value) {
    return <FrameQuestion key={image.key} name={name} fact={message} refused={policy.frame} />;
  }
  const advice = adviceOn(code);
  return (
    <div class="failure" role="alert" data-testid="failure">
      <h2>This image could not be opened</h2>
      <p class="failure-name">{name}</p>
      <p data-testid="failure-message">{message}</p>
      {advice !== null && <p class="muted">{advice}</p>}
      <div class="buttons">
        <button type="button" onClick={() => void reopen()}>
          Try again
        </button>
        <OpenButton label="Open another…" isPrimary />
      </div>
    </div>
  );
}
