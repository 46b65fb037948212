import { choosePart } from '../../session/actions.ts';
import * as state from '../../session/state.ts';

/** Chooses among the views of a pipeline that makes several: tiles or crops. */
export function PartPicker() {
  const { value: parts } = state.parts;
  const { value: part } = state.part;
  if (parts < 2) return null;
  return (
    <div class="field" role="group" aria-label="Part" data-testid="parts">
      <label for="part">Part</label>
      <span class="size-row">
        <button
          type="button"
          aria-label="Previous part"
          data-tip="Previous tile or crop of this pipeline"
          disabled={part === 0}
          onClick={() => void choosePart(part - 1)}
        >
          ‹
        </button>
        <select
          id="part"
          data-testid="part"
          data-tip="Which tile or crop of this pipeline is shown"
          value={String(part)}
          onChange={({ currentTarget }) => void choosePart(Number(currentTarget.value))}
        >
          {Array.from({ length: parts }, (_, index) => (
            <option key={index} value={String(index)}>
              {index + 1} of {parts}
            </option>
          ))}
        </select>
        <button
          type="button"
          aria-label="Next part"
          data-tip="Next tile or crop of this pipeline"
          disabled={part === parts - 1}
          onClick={() => void choosePart(part + 1)}
        >
          ›
        </button>
      </span>
    </div>
  );
}
