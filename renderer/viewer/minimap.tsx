import { frame, lookAt } from '../session/navigation.ts';
import { ImageThumbnail } from './image-thumbnail.tsx';
import * as state from '../session/state.ts';
import { showsMinimap } from '../session/view-state.ts';
import { normFromView } from '../geometry/spaces.ts';

/** The larger side in CSS pixels. */
const SIDE = 120;

/** The whole image, small, with a frame around what is seen; there while only a part of it is. */
export function Minimap() {
  const { value: shown } = frame;
  const { value: image } = state.image;
  if (!showsMinimap.value || shown === null || image === null || state.view.value === null) {
    return null;
  }
  const { width, height } = shown.source;
  const scale = SIDE / Math.max(width, height);
  const from = normFromView(shown, { viewX: 0, viewY: 0 });
  const to = normFromView(shown, {
    viewX: shown.viewport.width,
    viewY: shown.viewport.height,
  });
  const share = (value: number): number => Math.min(1, Math.max(0, value));
  const left = share(from.normX);
  const top = share(from.normY);
  const right = share(to.normX);
  const bottom = share(to.normY);
  if (right - left >= 1 && bottom - top >= 1) return null;
  const percent = (value: number): string => `${(value * 100).toFixed(3)}%`;
  const go = (event: PointerEvent & { currentTarget: HTMLElement }): void => {
    const box = event.currentTarget.getBoundingClientRect();
    lookAt({
      normX: share((event.clientX - box.left) / box.width),
      normY: share((event.clientY - box.top) / box.height),
    });
  };
  return (
    <div
      class="minimap"
      aria-hidden="true"
      data-testid="minimap"
      style={{ width: `${width * scale}px`, height: `${height * scale}px` }}
      onPointerDown={(event) => {
        event.stopPropagation();
        event.currentTarget.setPointerCapture(event.pointerId);
        go(event);
      }}
      onPointerMove={(event) => {
        if (event.currentTarget.hasPointerCapture(event.pointerId)) go(event);
      }}
      onDblClick={(event) => event.stopPropagation()}
    >
      <ImageThumbnail imageId={image.id} side={SIDE} />
      <span
        class="minimap-frame"
        style={{
          left: percent(left),
          top: percent(top),
          width: percent(right - left),
          height: percent(bottom - top),
        }}
      />
    </div>
  );
}
