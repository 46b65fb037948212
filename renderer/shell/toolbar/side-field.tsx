import type { Signal } from '@preact/signals';
import { MAX_TARGET_SIDE } from '../../../shared/api/contract.ts';

/** What is typed into a side and not chosen yet. */
export interface SideDraft {
  text: string;
  /** What is shown beside it: the draft ends when that changes by other hands. */
  of: string;
  isRefused: boolean;
}

interface SideFieldProps {
  label: string;
  id: string;
  /** Names this side as it is shown, with its pipeline. */
  of: string;
  /** The side that is shown. */
  side: number;
  draft: Signal<SideDraft | null>;
  isDisabled: boolean;
  onChoose: (side: number) => void;
}

/** The draft of `of`, or null where what was typed belongs to something shown before. */
export function draftOf(draft: Signal<SideDraft | null>, of: string): SideDraft | null {
  return draft.value?.of === of ? draft.value : null;
}

/** A side of the target size; what cannot be one stays as it was typed, marked, until it is mended. */
export function SideField({ label, id, of, side, draft, isDisabled, onChoose }: SideFieldProps) {
  const current = draftOf(draft, of);
  const isRefused = current?.isRefused ?? false;
  return (
    <input
      id={id}
      data-testid={id}
      data-tip={`${label} in pixels, 1 to ${MAX_TARGET_SIDE}`}
      disabled={isDisabled}
      type="number"
      min={1}
      max={MAX_TARGET_SIDE}
      step={1}
      required
      aria-label={label}
      aria-invalid={isRefused}
      aria-describedby={isRefused ? 'size-error' : undefined}
      value={isDisabled ? side : (current?.text ?? side)}
      onInput={({ currentTarget }) => {
        draft.value = { text: currentTarget.value, of, isRefused };
      }}
      onChange={({ currentTarget: { value: text, valueAsNumber: chosen } }) => {
        const isSide = Number.isInteger(chosen) && chosen >= 1 && chosen <= MAX_TARGET_SIDE;
        draft.value = isSide ? null : { text, of, isRefused: true };
        if (isSide) onChoose(chosen);
      }}
      onKeyDown={({ key }) => {
        if (key === 'Escape') draft.value = null;
      }}
    />
  );
}
