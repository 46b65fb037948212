import { DECISIONS } from '../../shared/case/case-review.ts';
import * as review from '../session/case-state.ts';
import * as actions from './decide.ts';
import { DECISION_KEYS, DECISION_TITLES } from './decisions.ts';
import { rowOf } from './case-rows.ts';

/** What is decided on the present image, under the panes: every button has its key. */
export function ReviewBar() {
  const { value: open } = review.summary;
  const row = rowOf(review.currentId.value);
  if (open === null || row === undefined) return null;
  const isLocked = !review.canDecide.value;
  const isRevealed = review.revealedId.value === row.id;
  const { value: at } = review.position;
  return (
    <div class="review-bar" role="toolbar" aria-label="Review" data-testid="review-bar">
      <span class="review-place" data-testid="review-place">
        {at < 0 ? 'not in this list' : `${at + 1} of ${review.ids.value.length}`}
      </span>
      <span class="review-decisions" role="group" aria-label="Decision">
        {DECISIONS.map((decision) => (
          <button
            key={decision}
            type="button"
            class={`decision-${decision}`}
            data-command={`review.${decision}`}
            aria-pressed={!review.isBlind.value && row.decision === decision}
            disabled={isLocked}
            onClick={() => void actions.decide(decision)}
          >
            {DECISION_TITLES[decision]} <kbd>{DECISION_KEYS[decision]}</kbd>
          </button>
        ))}
      </span>
      <button type="button" disabled={isLocked} onClick={() => void actions.openNote()}>
        {row.hasNote ? 'Note ✓' : 'Note'} <kbd>⇧N</kbd>
      </button>
      <button
        type="button"
        disabled={isLocked || row.decision === null}
        data-tip="Decides the same on every image that carries the same hidden picture"
        class="for-campaign"
        aria-label="Same for its campaign"
        onClick={() => row.decision !== null && void actions.decideCampaign(row.decision)}
      >
        Campaign
      </button>
      <button
        type="button"
        disabled={isLocked || review.changes.value.length === 0}
        onClick={() => void actions.undo()}
      >
        Undo <kbd>U</kbd>
      </button>
      <button type="button" aria-pressed={isRevealed} onClick={actions.toggleReveal}>
        {isRevealed ? 'Veil' : 'Reveal'} <kbd>V</kbd>
      </button>
      <span class="spacer" />
      <span class="review-state" role="status" data-testid="review-state">
        {review.isBlind.value
          ? 'Your second look: what was decided is hidden'
          : stateOf(row.decision, row.reviewer, row.signOff)}
      </span>
      <button
        type="button"
        class="quiet reviewer"
        data-tip={review.reviewer.value === '' ? undefined : `${review.reviewer.value} reviews`}
        data-testid="reviewer"
        onClick={() => (review.showsReviewerDialog.value = true)}
      >
        {review.reviewer.value === '' ? 'Who reviews?' : review.reviewer.value}
      </button>
    </div>
  );
}

function stateOf(
  decision: (typeof DECISIONS)[number] | null,
  reviewer: string | null,
  signOff: { reviewer: string; agrees: boolean } | null,
): string {
  if (decision === null) return 'Not decided';
  const said = `${DECISION_TITLES[decision]} by ${reviewer}`;
  if (signOff === null) return said;
  return `${said}; ${signOff.reviewer} ${signOff.agrees ? 'agrees' : 'disagrees'}`;
}
