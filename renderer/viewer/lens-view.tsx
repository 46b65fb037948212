import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { LENS_SIDE, lensFrame, pointer } from '../hover.ts';
import { drawOnChange } from './draw-on-change.ts';
import { drawLens, stretchLabel } from './lens.ts';
import type { StageKind } from './parts.ts';

/** The magnifier: a square around the pointer, in every stage at the same place of the picture. */
export function LensView({ stage }: { stage: StageKind }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const said = useSignal('');
  const { value: at } = pointer;
  useEffect(
    () =>
      drawOnChange(canvas, (target) => {
        const ranges = drawLens(target, stage, pointer.value?.viewX ?? 0);
        target.dataset['drawn'] = String(ranges !== null);
        said.value = ranges === null ? '' : stretchLabel(ranges);
      }),
    [stage],
  );
  const ratio = window.devicePixelRatio;
  const left = (at?.viewX ?? 0) / ratio - LENS_SIDE / 2;
  const top = (at?.viewY ?? 0) / ratio - LENS_SIDE / 2;
  return (
    <div
      class="lens"
      aria-hidden="true"
      hidden={lensFrame.value === null}
      style={{ left: `${left}px`, top: `${top}px` }}
    >
      <canvas ref={canvas} data-testid={`${stage}-lens`} />
      <span class="lens-said">{said.value}</span>
    </div>
  );
}
