import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';

interface DemandedProps {
  title: string;
  /** Said beside the title. */
  note?: string;
  testId: string;
  /** Whether it is open at first, and again whenever this changes; closed where left out. */
  isOpen?: boolean;
  children: ComponentChildren;
}

/** Something that is there on demand: made when it is opened. */
export function Demanded({ title, note = '', testId, isOpen = false, children }: DemandedProps) {
  const opened = useSignal(isOpen);
  useEffect(() => {
    opened.value = isOpen;
  }, [isOpen]);
  return (
    <details
      class="demanded"
      data-testid={testId}
      open={opened.value}
      onToggle={({ currentTarget }) => (opened.value = currentTarget.open)}
    >
      <summary>
        {title} {note !== '' && <span class="muted">{note}</span>}
      </summary>
      {opened.value && <div class="demanded-body">{children}</div>}
    </details>
  );
}
