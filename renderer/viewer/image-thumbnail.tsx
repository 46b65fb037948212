import { useLayoutEffect, useRef } from 'preact/hooks';
import { thumbnailOf } from './paint/thumbnails.ts';

/** The thumbnail of an opened image, area-averaged; it fills `side` CSS pixels on its larger side. */
export function ImageThumbnail({ imageId, side }: { imageId: string; side: number }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const { value: bitmap } = thumbnailOf(imageId);
  const scale = bitmap === null ? 0 : side / Math.max(bitmap.width, bitmap.height);
  useLayoutEffect(() => {
    if (bitmap === null) return;
    const { current: target } = canvas;
    target!.width = bitmap.width;
    target!.height = bitmap.height;
    target!.getContext('2d')!.drawImage(bitmap, 0, 0);
  }, [bitmap]);
  return (
    <canvas
      ref={canvas}
      width={1}
      height={1}
      aria-hidden="true"
      data-drawn={bitmap !== null}
      style={{
        width: `${Math.round((bitmap?.width ?? 0) * scale)}px`,
        height: `${Math.round((bitmap?.height ?? 0) * scale)}px`,
      }}
    />
  );
}
