import { useSignal } from '@preact/signals';
import * as scope from '../session/scope-state.ts';
import { frame } from '../session/navigation.ts';
import * as state from '../session/state.ts';
import { srcFromView, viewFromSrc, type SrcPoint } from '../geometry/spaces.ts';
import type { StageKind } from './stage-parts.ts';

/** Travel in device pixels from which on a drag is a line or a region. */
const LEAST_TRAVEL = 4;

/** The line and the region of the scopes over a stage, and the drawing of them. */
export function ScopeLayer({ stage }: { stage: StageKind }) {
  const draft = useSignal<{ from: SrcPoint; to: SrcPoint } | null>(null);
  const { value: shown } = frame;
  const { value: tool } = scope.scopeTool;
  const isSeen = state.tab.value === 'histogram' || tool !== null;
  if (shown === null || !isSeen) return null;
  const { width, height } = shown.viewport;
  const ratio = window.devicePixelRatio;
  const pointOf = (event: PointerEvent & { currentTarget: SVGElement }): SrcPoint => {
    const box = event.currentTarget.getBoundingClientRect();
    const viewX = (event.clientX - box.left) * ratio;
    const viewY = (event.clientY - box.top) * ratio;
    const { srcX, srcY } = srcFromView(shown, { viewX, viewY });
    const inside = (at: number, side: number): number => Math.min(side, Math.max(0, at));
    return { srcX: inside(srcX, shown.source.width), srcY: inside(srcY, shown.source.height) };
  };
  const take = (): void => {
    const { value: made } = draft;
    draft.value = null;
    if (made === null || tool === null) return;
    const { from, to } = made;
    const travel = Math.hypot(to.srcX - from.srcX, to.srcY - from.srcY) * shown.view.scale;
    if (travel < LEAST_TRAVEL) return;
    if (tool === 'line') scope.setLine(lineOf(from, to));
    else scope.setRegion(boxOf(from, to));
    scope.scopeTool.value = null;
  };
  const line =
    draft.value !== null && tool === 'line'
      ? lineOf(draft.value.from, draft.value.to)
      : scope.line.value;
  const region =
    draft.value !== null && tool === 'region'
      ? boxOf(draft.value.from, draft.value.to)
      : scope.region.value;
  return (
    <svg
      class={tool === null ? 'annotations scopes' : 'annotations scopes drawing'}
      viewBox={`0 0 ${width} ${height}`}
      style={{ width: `${width / ratio}px`, height: `${height / ratio}px` }}
      aria-hidden="true"
      data-testid={`${stage}-scopes`}
      onPointerDown={(event) => {
        if (tool === null || event.button !== 0) return;
        event.stopPropagation();
        event.currentTarget.setPointerCapture(event.pointerId);
        const at = pointOf(event);
        draft.value = { from: at, to: at };
      }}
      onPointerMove={(event) => {
        if (draft.value !== null) draft.value = { ...draft.value, to: pointOf(event) };
      }}
      onPointerUp={take}
      onPointerCancel={() => (draft.value = null)}
    >
      {line !== null && <Marked d={pathOfLine(line)} />}
      {region !== null && <Marked d={pathOfBox(region)} />}
    </svg>
  );

  function at(srcX: number, srcY: number): string {
    const { viewX, viewY } = viewFromSrc(shown!, { srcX, srcY });
    return `${viewX.toFixed(1)} ${viewY.toFixed(1)}`;
  }
  function pathOfLine({ x0, y0, x1, y1 }: NonNullable<typeof line>): string {
    return `M${at(x0, y0)}L${at(x1, y1)}`;
  }
  function pathOfBox({ x, y, width: w, height: h }: NonNullable<typeof region>): string {
    return `M${at(x, y)}L${at(x + w, y)}L${at(x + w, y + h)}L${at(x, y + h)}Z`;
  }
}

/** Broad and dark below, narrow and bright above, so that it shows on any picture. */
function Marked({ d }: { d: string }) {
  return (
    <g class="annotation">
      <path class="halo" d={d} />
      <path class="line" d={d} />
    </g>
  );
}

function lineOf(from: SrcPoint, to: SrcPoint) {
  return { x0: from.srcX, y0: from.srcY, x1: to.srcX, y1: to.srcY };
}

function boxOf(from: SrcPoint, to: SrcPoint) {
  return {
    x: Math.min(from.srcX, to.srcX),
    y: Math.min(from.srcY, to.srcY),
    width: Math.abs(to.srcX - from.srcX),
    height: Math.abs(to.srcY - from.srcY),
  };
}
