import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import * as spaces from '../../../renderer/geometry/spaces.ts';

const side = fc.integer({ min: 1, max: 20000 });
const size = fc.record({ width: side, height: side });
const unit = fc.double({ min: 0, max: 1, noNaN: true });
const norm = fc.record({ normX: unit, normY: unit });
const view = fc.record({ center: norm, scale: fc.double({ min: 0.001, max: 256, noNaN: true }) });
const frame = fc.record({ source: size, viewport: size, view });
/** Machine pixels over any rectangle: a crop of the source, or more than the source. */
const placed = fc.record({
  width: side,
  height: side,
  frame: fc.record({
    x: fc.integer({ min: -9000, max: 9000 }),
    y: fc.integer({ min: -9000, max: 9000 }),
    width: side,
    height: side,
  }),
});
const viewPoint = fc
  .tuple(fc.integer({ min: 0, max: 4000 }), fc.integer({ min: 0, max: 4000 }))
  .map(([viewX, viewY]) => ({ viewX, viewY }));

function near(actual: number, expected: number, unitSize = 1): void {
  const tolerance = 1e-6 * Math.max(unitSize, Math.abs(expected));
  assert.ok(Math.abs(actual - expected) <= tolerance, `${actual} is not ${expected}`);
}

describe('the spaces of the viewer', () => {
  it('view to source and back is where it began', () => {
    fc.assert(
      fc.property(frame, viewPoint, (f, point) => {
        const back = spaces.viewFromSrc(f, spaces.srcFromView(f, point));
        const span = f.view.scale * Math.max(f.source.width, f.source.height);
        near(back.viewX, point.viewX, span);
        near(back.viewY, point.viewY, span);
      }),
    );
  });

  it('view to norm and back is where it began', () => {
    fc.assert(
      fc.property(frame, viewPoint, (f, point) => {
        const back = spaces.viewFromNorm(f, spaces.normFromView(f, point));
        const span = f.view.scale * Math.max(f.source.width, f.source.height);
        near(back.viewX, point.viewX, span);
        near(back.viewY, point.viewY, span);
      }),
    );
  });

  it('view to machine pixels and back is where it began', () => {
    fc.assert(
      fc.property(frame, placed, viewPoint, (f, target, point) => {
        const back = spaces.viewFromDst(f, target, spaces.dstFromView(f, target, point));
        const span = f.view.scale * (40_000 + Math.max(f.source.width, f.source.height));
        near(back.viewX, point.viewX, span);
        near(back.viewY, point.viewY, span);
      }),
    );
  });

  it('norm to source and back is where it began', () => {
    fc.assert(
      fc.property(size, norm, (s, point) => {
        const back = spaces.normFromSrc(s, spaces.srcFromNorm(s, point));
        near(back.normX, point.normX);
        near(back.normY, point.normY);
      }),
    );
  });

  it('the corners of a machine view are those of the rectangle it covers', () => {
    fc.assert(
      fc.property(placed, (target) => {
        const { x, y, width, height } = target.frame;
        const { dstX, dstY } = spaces.dstFromSrc(target, { srcX: x + width, srcY: y + height });
        near(dstX, target.width);
        near(dstY, target.height);
        const { srcX, srcY } = spaces.srcFromDst(target, { dstX: 0, dstY: 0 });
        assert.deepEqual([srcX, srcY], [x, y]);
      }),
    );
  });

  it('zooming keeps the source point under the cursor, unless that would leave the image', () => {
    fc.assert(
      fc.property(
        frame,
        viewPoint,
        fc.double({ min: 0.01, max: 64, noNaN: true }),
        (f, at, scale) => {
          const next = spaces.zoomTo(f, scale, at);
          const { normX, normY } = next.center;
          if (normX <= 0 || normX >= 1 || normY <= 0 || normY >= 1) return;
          const before = spaces.srcFromView(f, at);
          const after = spaces.srcFromView({ ...f, view: next }, at);
          const span = 1e4 / Math.min(next.scale, f.view.scale) + f.source.width + f.source.height;
          near(after.srcX, before.srcX, span);
          near(after.srcY, before.srcY, span);
        },
      ),
    );
  });

  it('a fitted source lies inside the pane and touches its margin', () => {
    const f = { source: { width: 4000, height: 3000 }, viewport: { width: 700, height: 800 } };
    const fitted = { ...f, view: spaces.fitView(f.source, f.viewport) };
    const { viewX, viewY } = spaces.viewFromSrc(fitted, { srcX: 0, srcY: 0 });
    near(viewX, 12);
    assert.ok(viewY > 12);
  });

  it('a fit to a padded view shows all of its padding, in the middle', () => {
    const f = { source: { width: 300, height: 100 }, viewport: { width: 500, height: 500 } };
    const extent = spaces.extentAround(f.source, { x: 0, y: -120, width: 300, height: 300 });
    const fitted = { ...f, view: spaces.fitView(f.source, f.viewport, extent) };
    const top = spaces.viewFromSrc(fitted, { srcX: 0, srcY: -120 });
    const middle = spaces.viewFromSrc(fitted, { srcX: 150, srcY: 50 });
    near(top.viewY, 12);
    near(middle.viewY, 250);
  });

  it('panning moves the image by as many device pixels', () => {
    const f: spaces.Frame = {
      source: { width: 640, height: 480 },
      viewport: { width: 300, height: 200 },
      view: { center: { normX: 0.5, normY: 0.5 }, scale: 2 },
    };
    const moved = { ...f, view: spaces.panBy(f, 30, -10) };
    const before = spaces.viewFromSrc(f, { srcX: 100, srcY: 100 });
    const after = spaces.viewFromSrc(moved, { srcX: 100, srcY: 100 });
    near(after.viewX, before.viewX + 30);
    near(after.viewY, before.viewY - 10);
  });
});
