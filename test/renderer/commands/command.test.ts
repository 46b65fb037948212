import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  commandsOfKeys,
  isPressed,
  shortcutLabel,
  type Command,
} from '../../../renderer/commands/command.ts';

const pressed = (
  key: string,
  held: Partial<Record<'shiftKey' | 'ctrlKey' | 'altKey', true>> = {},
) => ({
  key,
  shiftKey: false,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  ...held,
});

describe('the keys that are listed', () => {
  const command = (id: string, rest: Partial<Command>): Command => ({
    ...{ id, title: id, section: 'File', keys: ['J'], run: () => undefined },
    ...rest,
  });

  it('name one command of two of which one stands for the other', () => {
    let hasCase = false;
    const inCase = command('case.next', { standsFor: 'next', isEnabled: () => hasCase });
    const all = [inCase, command('next', {}), command('other', {}), command('none', { keys: [] })];
    const listed = (): string[] => commandsOfKeys(all).map(({ id }) => id);
    assert.deepEqual(listed(), ['next', 'other']);
    hasCase = true;
    assert.deepEqual(listed(), ['case.next', 'other']);
  });
});

describe('a shortcut', () => {
  it('is its key, in either case, and nothing else', () => {
    assert.ok(isPressed('F', pressed('f')));
    assert.ok(isPressed('F', pressed('F'))); // with Caps Lock
    assert.ok(!isPressed('F', pressed('g')));
    assert.ok(!isPressed('F', pressed('f', { ctrlKey: true })));
    assert.ok(!isPressed('F', pressed('f', { altKey: true })));
  });

  it('with Shift is another one for letters and named keys', () => {
    assert.ok(isPressed('Shift+E', pressed('E', { shiftKey: true })));
    assert.ok(!isPressed('E', pressed('E', { shiftKey: true })));
    assert.ok(isPressed('Shift+ArrowLeft', pressed('ArrowLeft', { shiftKey: true })));
    assert.ok(!isPressed('ArrowLeft', pressed('ArrowLeft', { shiftKey: true })));
  });

  it('that is a sign does not ask how the keyboard makes it', () => {
    assert.ok(isPressed('?', pressed('?', { shiftKey: true })));
    assert.ok(isPressed('+', pressed('+', { shiftKey: true })));
    assert.ok(isPressed('+', pressed('+')));
  });

  it('with Mod takes Ctrl', () => {
    assert.ok(isPressed('Mod+K', pressed('k', { ctrlKey: true })));
    assert.ok(!isPressed('Mod+K', pressed('k')));
    assert.ok(!isPressed('K', pressed('k', { ctrlKey: true })));
  });

  it('is told in the words of the system', () => {
    assert.equal(shortcutLabel('Mod+K', false), 'Ctrl+K');
    assert.equal(shortcutLabel('Mod+K', true), '⌘K');
    assert.equal(shortcutLabel('Shift+ArrowLeft', false), 'Shift+←');
    assert.equal(shortcutLabel('+', false), '+');
  });
});
