import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { LENS_SIDE, lensFrame, lensPoint } from '../session/hover.ts';
import { drawOnChange } from './paint/draw-on-change.ts';
import { drawLens, stretchLabel } from './lens.ts';
import type { StageKind } from './stage-parts.ts';

/** The magnifier: a square around the pointer or in the middle, in every stage at the same place of the picture. */
export function LensView({ stage }: { stage: StageKind }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const said = useSignal('');
  const { viewX, viewY } = lensPoint.value;
  useEffect(
    () =>
      drawOnChange(canvas, (target) => {
        const ranges = drawLens(target, stage, lensPoint.value.viewX);
        target.dataset['drawn'] = String(ranges !== null);
        said.value = ranges === null ? '' : stretchLabel(ranges);
      }),
    [stage],
  );
  const ratio = window.devicePixelRatio;
  const left = viewX / ratio - LENS_SIDE / 2;
  const top = viewY / ratio - LENS_SIDE / 2;
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
