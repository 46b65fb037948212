import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { Curve, CurveChart } from './chart.ts';
import { colorScheme } from './color-scheme.ts';
import { CurveOut, type CurveFile } from './curve-out.tsx';

interface CurveViewProps {
  curve: Curve;
  /** What the curve shows, in words. */
  label: string;
  testId: string;
  /** What the highest point under the pointer means; pressing it chooses it. */
  describe: (point: { x: number; y: number }) => string;
  onChoose: (x: number) => void;
  /** How it is saved; null while it is not whole. */
  file: CurveFile | null;
}

/** A curve over sizes that is read by pointing at it. The library behind it is loaded with it. */
export function CurveView({ curve, label, testId, describe, onChoose, file }: CurveViewProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const chart = useRef<CurveChart | null>(null);
  const at = useSignal<{ x: number; y: number } | null>(null);
  const isDrawn = useSignal(false);
  const { value: scheme } = colorScheme;
  useEffect(() => {
    let isWanted = true;
    void import('./chart.ts').then(({ drawCurve }) => {
      if (!isWanted || canvas.current === null) return;
      chart.current = drawCurve(canvas.current, curve);
      isDrawn.value = true;
    });
    return () => {
      isWanted = false;
      isDrawn.value = false;
      chart.current?.destroy();
      chart.current = null;
    };
  }, [curve, scheme]);
  const point = ({ clientX }: MouseEvent) => chart.current?.at(clientX) ?? null;
  return (
    <div class="curve">
      <div class="curve-frame">
        <canvas
          ref={canvas}
          role="img"
          aria-label={label}
          data-testid={testId}
          data-drawn={isDrawn.value}
          onPointerMove={(event) => (at.value = point(event))}
          onPointerLeave={() => (at.value = null)}
          onClick={(event) => {
            const chosen = point(event);
            if (chosen !== null) onChoose(chosen.x);
          }}
        />
      </div>
      <div class="curve-foot">
        <p class="curve-reading muted" data-testid={`${testId}-reading`}>
          {at.value === null
            ? 'Point at the curve to read it. Press to show that size.'
            : describe(at.value)}
        </p>
        {file !== null && <CurveOut curve={curve} file={file} />}
      </div>
    </div>
  );
}
