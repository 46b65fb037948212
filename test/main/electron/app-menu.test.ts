import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { acceleratorOf, menuTemplate, readMenu } from '../../../main/electron/app-menu.ts';

const OPEN = {
  id: 'file.open',
  title: 'Open…',
  menu: 'File',
  shortcut: 'Mod+O',
  isEnabled: true,
  isOn: null,
};
const FIT = { ...OPEN, id: 'zoom.fit', title: 'Fit & more', menu: 'Zoom', shortcut: 'F' };

describe('the menus of the desktop app', () => {
  it('hold the commands, and run them by their ids', () => {
    const ran: string[] = [];
    const template = menuTemplate([OPEN, FIT], false, (id) => ran.push(id));
    const zoom = template.find(({ label }) => label === 'Zoom')!;
    const [item] = zoom.submenu as { label: string; click: () => void }[];
    assert.equal(item.label, 'Fit && more');
    item.click();
    assert.deepEqual(ran, ['zoom.fit']);
  });

  it('leave keys to the page, but for those that a Mac takes first', () => {
    const keyOf = (isMac: boolean, menu: string) => {
      const found = menuTemplate([OPEN, FIT], isMac, () => undefined);
      const items = found.find(({ label }) => label === menu)!.submenu as Record<string, unknown>[];
      return [items[0]['accelerator'], items[0]['registerAccelerator']];
    };
    assert.deepEqual(keyOf(false, 'Zoom'), ['F', false]);
    assert.deepEqual(keyOf(false, 'File'), ['CmdOrCtrl+O', false]);
    assert.deepEqual(keyOf(true, 'Zoom'), [undefined, undefined]);
    assert.deepEqual(keyOf(true, 'File'), ['CmdOrCtrl+O', true]);
  });

  it('write shortcuts as Electron does', () => {
    assert.equal(acceleratorOf('Shift+ArrowLeft'), 'Shift+Left');
    assert.equal(acceleratorOf('+'), 'Plus');
    assert.equal(acceleratorOf('Mod+K'), 'CmdOrCtrl+K');
  });

  it('are not made of anything but commands', () => {
    assert.deepEqual(readMenu([{ ...OPEN, role: 'quit' }]), [OPEN]);
    for (const input of [null, {}, [null], [{}], [{ ...OPEN, title: 'x'.repeat(300) }]]) {
      assert.throws(() => readMenu(input), TypeError);
    }
  });
});
