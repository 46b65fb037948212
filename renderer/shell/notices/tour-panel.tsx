import { useEffect, useRef } from 'preact/hooks';
import { endTour, goToStep, TOUR, tourStep } from '../../commands/tour.ts';

/** The guided tour, below the panes that it speaks of: it covers none of them. */
export function Tour() {
  const { value: at } = tourStep;
  return at === null ? null : <Card at={at} />;
}

function Card({ at }: { at: number }) {
  const card = useRef<HTMLDivElement>(null);
  const { title, text } = TOUR[at];
  const isLast = at === TOUR.length - 1;
  useEffect(() => card.current?.focus(), []);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') endTour();
    else if (event.key === 'ArrowRight') goToStep(at + 1);
    else if (event.key === 'ArrowLeft') goToStep(Math.max(0, at - 1));
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div
      ref={card}
      class="tour"
      role="dialog"
      aria-labelledby="tour-title"
      aria-describedby="tour-text"
      tabIndex={-1}
      data-testid="tour"
      onKeyDown={onKeyDown}
    >
      <div aria-live="polite">
        <p class="muted" data-testid="tour-step">
          Step {at + 1} of {TOUR.length}
        </p>
        <h2 id="tour-title">{title}</h2>
        <p id="tour-text">{text}</p>
      </div>
      <div class="tour-buttons">
        <button type="button" onClick={endTour}>
          End <kbd>Esc</kbd>
        </button>
        <span class="tour-steps">
          <button type="button" disabled={at === 0} onClick={() => goToStep(at - 1)}>
            Back <kbd>←</kbd>
          </button>
          <button type="button" class="primary" onClick={() => goToStep(at + 1)}>
            {isLast ? 'Done' : 'Next'} <kbd>→</kbd>
          </button>
        </span>
      </div>
    </div>
  );
}
