/** How the panes lie. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fitsStacked } from '../../../renderer/session/layout-state.ts';

const wide = { width: 1000, height: 400 };
/** The picture is 1.1 times as large with the panes one above the other. */
const room = { width: 1000, height: 496 };

test('panes are stacked where the picture is clearly larger so, and stay while it is larger', () => {
  assert.equal(fitsStacked(wide, { ...room, height: 600 }), true);
  assert.equal(fitsStacked(wide, room), false);
  assert.equal(fitsStacked(wide, room, true), true);
  assert.equal(fitsStacked(wide, { ...room, height: 440 }, true), false);
});
