/** A mark on the stored rows of a file, and on the raster that its EXIF orientation turns them into. */
import type { AnnotationShape } from '../case/case-marks.ts';
import type { Size } from '../base/raster.ts';

type Point = [x: number, y: number];

/**
 * `shape` on the raster that the EXIF `orientation` makes of a stored one of `size`, where it lies on
 * the stored one: the inverse of turnShape.
 */
export function turnShapeBack(
  shape: AnnotationShape,
  orientation: number,
  { width, height }: Size,
): AnnotationShape {
  const back = orientation === 6 ? 8 : orientation === 8 ? 6 : orientation;
  const isOnItsSide = orientation >= 5 && orientation <= 8;
  return turnShape(shape, back, isOnItsSide ? { width: height, height: width } : { width, height });
}

/**
 * `shape` on a stored raster of `size`, where it lies once that is turned by the EXIF `orientation`
 * 1 to 8. Source: Exif 2.32, tag 0x0112.
 */
export function turnShape(
  shape: AnnotationShape,
  orientation: number,
  { width, height }: Size,
): AnnotationShape {
  const turn = (x: number, y: number): Point => {
    switch (orientation) {
      case 2:
        return [width - x, y];
      case 3:
        return [width - x, height - y];
      case 4:
        return [x, height - y];
      case 5:
        return [y, x];
      case 6:
        return [height - y, x];
      case 7:
        return [height - y, width - x];
      case 8:
        return [y, width - x];
      default:
        return [x, y];
    }
  };
  const [x, y] = turn(shape.x, shape.y);
  switch (shape.kind) {
    case 'text':
      return { kind: 'text', x, y };
    case 'arrow': {
      const [toX, toY] = turn(shape.toX, shape.toY);
      return { kind: 'arrow', x, y, toX, toY };
    }
    case 'box': {
      const [toX, toY] = turn(shape.x + shape.width, shape.y + shape.height);
      return {
        kind: 'box',
        x: Math.min(x, toX),
        y: Math.min(y, toY),
        width: Math.abs(toX - x),
        height: Math.abs(toY - y),
      };
    }
  }
}
