import type { Signal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { sliderStep } from './slider-keys.ts';

interface SplitterProps {
  label: string;
  /** The width that it changes, in CSS pixels, and its bounds. */
  width: Signal<number>;
  bounds: { min: number; max: number; usual: number };
  /** On which side of it the region lies that it resizes. */
  side: 'left' | 'right';
  testId: string;
}

/** Resizes a region by the pointer or the arrow keys; a double click brings its usual width back. */
export function Splitter({ label, width, bounds, side, testId }: SplitterProps) {
  const from = useRef({ clientX: 0, width: 0 });
  const sign = side === 'left' ? 1 : -1;
  const resize = (to: number): void => {
    width.value = Math.round(Math.min(bounds.max, Math.max(bounds.min, to)));
  };
  return (
    <div
      class="splitter"
      role="separator"
      tabIndex={0}
      aria-label={label}
      aria-orientation="vertical"
      aria-valuemin={bounds.min}
      aria-valuemax={bounds.max}
      aria-valuenow={width.value}
      data-testid={testId}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        from.current = { clientX: event.clientX, width: width.value };
      }}
      onPointerMove={(event) => {
        if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
        resize(from.current.width + sign * (event.clientX - from.current.clientX));
      }}
      onDblClick={() => resize(bounds.usual)}
      onKeyDown={(event) => {
        const by = sliderStep(event, 8);
        if (by === null) return;
        event.preventDefault();
        resize(width.value + sign * by);
      }}
    />
  );
}
