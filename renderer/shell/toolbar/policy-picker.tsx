import { MAIN_ITEM, type ImageFacts } from '../../../shared/image/facts.ts';
import { choosePolicy } from '../../session/actions.ts';
import * as state from '../../session/state.ts';

/** How the file is decoded, where there is a choice: EXIF orientation, the picture and the frame. */
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
            data-tip="Whether the turn that EXIF asks for is applied"
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
      <ItemField facts={facts} />
      {facts.frames > 1 && <FrameField frame={policy.frame ?? 0} frames={facts.frames} />}
    </>
  );
}

/** Which picture of the file is shown, where it holds several. */
function ItemField({ facts: { items = [], item } }: { facts: ImageFacts }) {
  if (items.length === 0) return null;
  return (
    <div class="field">
      <label for="item">Picture</label>
      <select
        id="item"
        data-testid="item"
        data-tip="Which picture of the file is shown"
        value={item?.id ?? MAIN_ITEM}
        onChange={({ currentTarget }) =>
          void choosePolicy({ item: currentTarget.value, frame: null })
        }
      >
        <option value={MAIN_ITEM}>Main picture</option>
        {items.map(({ id, title, width, height }) => (
          <option key={id} value={id}>
            {`${title}, ${width}x${height}`}
          </option>
        ))}
      </select>
    </div>
  );
}

function FrameField({ frame, frames }: { frame: number; frames: number }) {
  return (
    <div class="field">
      <label for="frame">Frame (1 to {frames})</label>
      <input
        id="frame"
        data-testid="frame"
        data-tip="Which frame of the file is shown"
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
