import { choosePolicy } from '../../session/actions.ts';
import * as state from '../../session/state.ts';

/** How the file is decoded, where there is a choice: EXIF orientation and the frame. */
export function PolicyPicker() {
  const { value: image } = state.image;
  if (image === null) return null;
  const { facts, policy } = image;
  return (
    <>
      {facts.orientation !== 1 && (
        <div class="field">
          <label for="orientation">Orientation</label>
          <select
            id="orientation"
            data-testid="orientation"
            value={policy.orientation}
            onChange={({ currentTarget }) =>
              void choosePolicy({
                orientation: currentTarget.value === 'applied' ? 'applied' : 'stored',
              })
            }
          >
            <option value="stored">Stored</option>
            <option value="applied">Applied</option>
          </select>
        </div>
      )}
      {facts.frames > 1 && <FrameField frame={policy.frame ?? 0} frames={facts.frames} />}
    </>
  );
}

function FrameField({ frame, frames }: { frame: number; frames: number }) {
  return (
    <div class="field">
      <label for="frame">Frame (1 to {frames})</label>
      <input
        id="frame"
        data-testid="frame"
        type="number"
        min={1}
        max={frames}
        value={frame + 1}
        onChange={({ currentTarget }) => {
          const { valueAsNumber: chosen } = currentTarget;
          if (chosen >= 1 && chosen <= frames) void choosePolicy({ frame: Math.floor(chosen) - 1 });
        }}
      />
    </div>
  );
}
