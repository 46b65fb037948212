import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { thumbnailOf } from './paint/thumbnails.ts';

interface ImageThumbnailProps {
  imageId: string;
  /** The larger side, in CSS pixels. */
  side: number;
}

/**
 * The thumbnail of an opened image, area-averaged; it fills `side` CSS pixels on its larger side. It is made
 * once its place is in sight, so that a long list asks for what is seen first; until then dots stand there.
 */
export function ImageThumbnail({ imageId, side }: ImageThumbnailProps) {
  const place = useRef<HTMLSpanElement>(null);
  const isInSight = useInSight(place);
  return (
    <span ref={place} class="image-thumbnail" aria-hidden="true">
      {isInSight && <Drawn imageId={imageId} side={side} />}
    </span>
  );
}

function Drawn({ imageId, side }: ImageThumbnailProps) {
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
      data-drawn={bitmap !== null}
      style={{
        width: `${Math.round((bitmap?.width ?? 0) * scale)}px`,
        height: `${Math.round((bitmap?.height ?? 0) * scale)}px`,
      }}
    />
  );
}

/** Whether `place` is in sight. */
function useInSight(place: { current: HTMLElement | null }): boolean {
  const [isInSight, setInSight] = useState(false);
  useEffect(() => {
    const observer = new IntersectionObserver((entries) =>
      setInSight(entries.at(-1)!.isIntersecting),
    );
    observer.observe(place.current!);
    return () => observer.disconnect();
  }, []);
  return isInSight;
}
