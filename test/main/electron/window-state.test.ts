import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, suite, test } from 'node:test';
import {
  DEFAULT_WINDOW,
  readWindowState,
  writeWindowState,
} from '../../../main/electron/window-state.ts';

const SCREEN = { x: 0, y: 0, width: 1920, height: 1080 };

suite('where the window was', () => {
  const folder = mkdtempSync(join(tmpdir(), 'scalescope-window-'));
  const path = join(folder, 'data', 'window.json');
  after(() => rmSync(folder, { recursive: true, force: true }));

  test('is where it is next time', () => {
    writeWindowState(path, { x: 50, y: 60, width: 1200, height: 800 }, true);
    assert.deepEqual(readWindowState(path, [SCREEN]), {
      x: 50,
      y: 60,
      width: 1200,
      height: 800,
      isMaximized: true,
    });
  });

  test('of a screen that is gone, its size is kept and not its place', () => {
    writeWindowState(path, { x: 2500, y: 60, width: 1200, height: 800 }, false);
    const kept = { width: 1200, height: 800, isMaximized: false };
    assert.deepEqual(readWindowState(path, [SCREEN]), kept);
    const second = { x: 1920, y: 0, width: 1920, height: 1080 };
    assert.equal(readWindowState(path, [SCREEN, second]).x, 2500);
  });

  test('with its title bar out of reach, or larger than every screen, it is the default', () => {
    writeWindowState(path, { x: 0, y: -400, width: 1200, height: 800 }, false);
    assert.equal(readWindowState(path, [SCREEN]).y, undefined);
    writeWindowState(path, { x: 5000, y: 0, width: 3000, height: 2000 }, false);
    assert.deepEqual(readWindowState(path, [SCREEN]), DEFAULT_WINDOW);
  });

  test('a file that is missing, torn, or says nonsense says nothing', () => {
    assert.deepEqual(readWindowState(join(folder, 'none.json'), [SCREEN]), DEFAULT_WINDOW);
    const wrong = join(folder, 'wrong.json');
    for (const text of ['', '{"x": 1', '[]', '{"x":0,"y":0,"width":1e9,"height":"a"}']) {
      writeFileSync(wrong, text);
      assert.deepEqual(readWindowState(wrong, [SCREEN]), DEFAULT_WINDOW);
    }
  });
});
