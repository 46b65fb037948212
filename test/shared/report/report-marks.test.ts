import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import sharp from 'sharp';
import type { AnnotationShape } from '../../../shared/case/case-marks.ts';
import { DEFAULT_DECODE_LIMITS } from '../../../shared/image/facts.ts';
import { figure } from '../../../shared/report/figure.ts';
import { markOverlay, marksCaption } from '../../../shared/report/mark-overlay.ts';
import { isSameView, marksIn, type ReportMark } from '../../../shared/report/report-marks.ts';
import { turnShape, turnShapeBack } from '../../../shared/report/turn-shape.ts';
import { decode } from '../../../main/engine/decode/decode.ts';

const box = (x: number, y: number, width: number, height: number): AnnotationShape => ({
  ...{ kind: 'box', x, y, width, height },
});
const arrow = (x: number, y: number, toX: number, toY: number): AnnotationShape => ({
  ...{ kind: 'arrow', x, y, toX, toY },
});

function marksOf(...shapes: AnnotationShape[]): ReportMark[] {
  return shapes.map((shape, i) => ({
    ...{ number: i + 1, shape, text: `mark ${i + 1}`, view: null },
    ...{ reviewer: 'Ada', at: '2026-03-01T12:00:00.000Z' },
  }));
}

const frame = { x: 100, y: 50, width: 200, height: 100 };
const numbers = (marks: ReportMark[]) => marks.map(({ number }) => number);

suite('marks in a picture of a part of the source', () => {
  test('are those with a line in it; boxes around all of it are told apart', () => {
    const { drawn, around } = marksIn(
      marksOf(
        box(120, 60, 10, 10), // inside
        box(0, 0, 110, 60), // one corner inside
        box(0, 0, 500, 500), // around
        box(0, 0, 90, 40), // outside
        box(320, 170, -210, -110), // drawn from its far corner
        arrow(0, 0, 400, 200), // across
        arrow(0, 140, 90, 160), // beside
        arrow(90, 0, 90, 400), // beside, upright
        { kind: 'text', x: 100, y: 50 },
        { kind: 'text', x: 99, y: 50 },
      ),
      frame,
    );
    assert.deepEqual(numbers(drawn), [1, 2, 5, 6, 9]);
    assert.deepEqual(numbers(around), [3]);
  });

  test('an arrow is in it exactly where one of its points is', () => {
    const coordinate = fc.integer({ min: -500, max: 500 });
    fc.assert(
      fc.property(coordinate, coordinate, coordinate, coordinate, (x, y, toX, toY) => {
        const isIn = marksIn(marksOf(arrow(x, y, toX, toY)), frame).drawn.length === 1;
        const points = Array.from({ length: 4001 }, (_, i) => {
          const share = i / 4000;
          return [x + share * (toX - x), y + share * (toY - y)] as const;
        });
        const near = (by: number) =>
          points.some(
            ([at, down]) =>
              at >= frame.x - by &&
              at <= frame.x + frame.width + by &&
              down >= frame.y - by &&
              down <= frame.y + frame.height + by,
          );
        if (near(0)) assert.ok(isIn);
        if (!near(1)) assert.ok(!isIn);
      }),
    );
  });
});

suite('marks over a picture', () => {
  const place = { frame, width: 400, height: 200 };
  const picture = { width: 400, height: 260 };
  const textOf = (marks: ReportMark[], unit = 1) =>
    markOverlay({ marks, place }, picture, unit)!.text;

  test('lie at their source pixels, on the part of the picture that shows the source', () => {
    const drawn = textOf(marksOf(box(120, 60, 50, 25)));
    assert.match(drawn, /style="width:100%;height:76\.92%"/);
    assert.match(drawn, /viewBox="0 0 400 200"/);
    assert.equal(drawn.split('d="M40 20H140V70H40Z"').length - 1, 2); // dark below, light above
    assert.match(textOf(marksOf(arrow(100, 50, 300, 150)), 0.5), /d="M0 0L200 100M/);
  });

  test('are dashed where they were drawn on another view', () => {
    const view = { pipeline: 'opencv/linear', width: 96, height: 96 };
    const [mark] = marksOf(box(120, 60, 50, 25));
    const marks = [mark!, { ...mark!, number: 2, view }];
    const { text } = markOverlay({ marks, place, view }, picture, 1)!;
    assert.match(text, /class="elsewhere" data-mark="1"/);
    assert.match(text, /class="" data-mark="2"/);
    assert.match(marksCaption({ marks, place, view }), /^Marks 1, 2 \(dashed: drawn on another/);
    assert.ok(isSameView(view, { ...view, part: 0 }));
    assert.ok(!isSameView(view, null));
  });

  test('have numbers inside the picture that do not cover each other', () => {
    const coordinate = fc.integer({ min: -1000, max: 1000 });
    const shape = fc.oneof(
      fc.tuple(coordinate, coordinate, coordinate, coordinate).map((at) => box(...at)),
      fc.tuple(coordinate, coordinate, coordinate, coordinate).map((at) => arrow(...at)),
      fc.tuple(coordinate, coordinate).map(([x, y]) => ({ kind: 'text' as const, x, y })),
    );
    fc.assert(
      fc.property(fc.array(shape, { maxLength: 8 }), (shapes) => {
        const text = markOverlay({ marks: marksOf(...shapes), place }, picture, 1)?.text ?? '';
        const badges = [
          ...text.matchAll(/class="badge"\s+x="([^"]+)"\s+y="([^"]+)"\s+width="([^"]+)"/g),
        ].map(([, ...at]) => at.map(Number) as [number, number, number]);
        for (const [i, [x, y, width]] of badges.entries()) {
          assert.ok(x >= 0 && y >= 0 && x + width <= 400 && y + 13 <= 200, `${x},${y}`);
          for (const [otherX, otherY, otherWidth] of badges.slice(0, i)) {
            const apart = x >= otherX + otherWidth || otherX >= x + width;
            assert.ok(apart || Math.abs(y - otherY) >= 13, text);
          }
        }
      }),
    );
  });

  test('say their text as far as there is room, as text and never as markup', () => {
    const [mark] = marksOf({ kind: 'text', x: 110, y: 100 });
    const text = textOf([{ ...mark!, text: `<script>${'and so on '.repeat(40)}` }]);
    assert.ok(!text.includes('<script>'));
    assert.match(text, /&#60;script&#62;and so on .*…/);
    assert.ok(!textOf([{ ...mark!, text: 'left out' }], 0.3).includes('left out')); // a small picture
  });

  test('that lie nowhere in it leave the picture alone; numbers stay short however far they are', () => {
    assert.equal(markOverlay({ marks: marksOf(box(0, 0, 5, 5)), place }, picture, 1), null);
    assert.ok(!textOf(marksOf(box(-1e300, 60, 1e301, 5))).includes('e+'));
    assert.equal(
      marksCaption({ marks: marksOf(box(0, 0, 999, 999)), place }),
      'All of the picture is inside mark 1.',
    );
  });

  test('the picture itself is embedded as it is', () => {
    const src = 'data:image/png;base64,AAAA';
    const order = { title: 'View', caption: 'Exact.', src, ...picture };
    const marked = { marks: marksOf(box(120, 60, 50, 25)), place };
    const { text } = figure({ ...order, marked });
    assert.ok(text.includes(`src="${src}"`));
    assert.match(text, /<svg[^]*View\. Exact\. Mark 1\./);
    assert.ok(!figure(order).text.includes('<svg'));
  });
});

test('marks on stored rows are found again on the raster that EXIF turns', async () => {
  const size = { width: 8, height: 5 };
  const at = { x: 6, y: 1 };
  const data = new Uint8Array(size.width * size.height);
  data[at.y * size.width + at.x] = 255;
  for (let orientation = 1; orientation <= 8; orientation++) {
    const png = await sharp(data, { raw: { ...size, channels: 1 } })
      .withMetadata({ orientation })
      .png()
      .toBuffer();
    const policy = { orientation: 'applied', frame: null } as const;
    const { raster } = await decode(png, 'turned.png', policy, DEFAULT_DECODE_LIMITS);
    const turned = turnShape(box(at.x, at.y, 1, 1), orientation, size) as ReturnType<typeof box> & {
      kind: 'box';
    };
    assert.deepEqual([turned.width, turned.height], [1, 1]);
    assert.deepEqual(turnShapeBack(turned, orientation, size), box(at.x, at.y, 1, 1));
    const value = raster.data[(turned.y * raster.width + turned.x) * raster.channels];
    assert.equal(value, 255, `orientation ${orientation}`);
    const { x, y } = turnShape({ kind: 'text', x: 6.5, y: 1.5 }, orientation, size);
    const end = turnShape(arrow(0, 0, 6.5, 1.5), orientation, size);
    assert.ok(end.kind === 'arrow' && end.toX === x && end.toY === y);
    assert.deepEqual([Math.floor(x), Math.floor(y)], [turned.x, turned.y]);
  }
});
