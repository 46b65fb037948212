import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { MAX_TARGET_SIDE } from '../../../shared/api/contract.ts';

interface SideFieldProps {
  label: string;
  id: string;
  /** What is shown; what was typed before it changed is dropped. */
  of: string;
  /** The side that is shown. */
  side: number;
  isDisabled: boolean;
  onChoose: (side: number) => void;
  /** Told whenever what is typed becomes a side that can be, or ceases to be one. */
  onValidity: (isValid: boolean) => void;
}

/** A side of the target size; what cannot be one stays as it was typed, marked, until it is mended. */
export function SideField({
  label,
  id,
  of,
  side,
  isDisabled,
  onChoose,
  onValidity,
}: SideFieldProps) {
  const typed = useSignal<string | null>(null);
  const isInvalid = useSignal(false);
  useEffect(() => {
    typed.value = null;
    isInvalid.value = false;
  }, [of]);
  const settle = (isValid: boolean): void => {
    isInvalid.value = !isValid;
    onValidity(isValid);
  };
  return (
    <input
      id={id}
      data-testid={id}
      disabled={isDisabled}
      type="number"
      min={1}
      max={MAX_TARGET_SIDE}
      step={1}
      required
      aria-label={label}
      aria-invalid={isInvalid.value}
      aria-describedby={isInvalid.value ? 'size-error' : undefined}
      value={isDisabled ? side : (typed.value ?? side)}
      onInput={({ currentTarget }) => (typed.value = currentTarget.value)}
      onChange={({ currentTarget: { valueAsNumber: chosen } }) => {
        const isSide = Number.isInteger(chosen) && chosen >= 1 && chosen <= MAX_TARGET_SIDE;
        settle(isSide);
        if (!isSide) return;
        typed.value = null;
        onChoose(chosen);
      }}
      onKeyDown={({ key }) => {
        if (key !== 'Escape') return;
        typed.value = null;
        settle(true);
      }}
    />
  );
}
