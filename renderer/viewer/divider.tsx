import { humanTitle, machineTitle, wipeAt } from '../session/view-state.ts';
import { sliderStep } from '../widgets/slider-keys.ts';

const STEP = 0.01;

/** The divider of a wipe: the source to its left, the machine view to its right. */
export function Divider() {
  const percent = Math.round(wipeAt.value * 100);
  const moveTo = (at: number): void => {
    wipeAt.value = Math.min(1, Math.max(0, at));
  };
  const follow = (event: PointerEvent & { currentTarget: HTMLElement }): void => {
    if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
    const box = event.currentTarget.parentElement!.getBoundingClientRect();
    moveTo((event.clientX - box.left) / box.width);
  };
  return (
    <>
      <span class="wipe-name wipe-left" aria-hidden="true">
        {humanTitle.value}
      </span>
      <span class="wipe-name wipe-right" aria-hidden="true">
        {machineTitle.value}
      </span>
      <div
        class="divider"
        role="separator"
        tabIndex={0}
        aria-label="Divider: source left, machine view right"
        aria-orientation="vertical"
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={percent}
        data-testid="divider"
        style={{ left: `${wipeAt.value * 100}%` }}
        onPointerDown={(event) => {
          event.stopPropagation(); // the stage would take it for a drag of the image
          event.currentTarget.setPointerCapture(event.pointerId);
        }}
        onPointerMove={follow}
        onDblClick={(event) => event.stopPropagation()}
        onKeyDown={(event) => {
          const by = sliderStep(event, STEP);
          if (by === null) return;
          event.preventDefault();
          moveTo(wipeAt.value + by);
        }}
      >
        <span class="divider-grip" aria-hidden="true" />
      </div>
    </>
  );
}
