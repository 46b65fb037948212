import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { isEnabled, shownShortcut, type Command } from '../../commands/command.ts';
import { COMMANDS } from '../../commands/commands.ts';
import { findCommands, placesFor } from '../../commands/find-commands.ts';
import * as state from '../../session/state.ts';
import { Dialog } from '../../widgets/dialog.tsx';

/** All commands by name: type to find one, Enter does it. */
export function Palette() {
  return (
    <Dialog open={state.showsPalette} name="palette" title="Commands">
      <Finder />
    </Dialog>
  );
}

function Finder() {
  const typed = useSignal('');
  const active = useSignal(0);
  const list = useRef<HTMLDivElement>(null);
  const found = findCommands([...COMMANDS, ...placesFor(typed.value)], typed.value);
  const at = Math.min(active.value, found.length - 1);
  useEffect(() => {
    list.current?.querySelector('[data-active]')?.scrollIntoView({ block: 'nearest' });
  }, [at, typed.value]);

  const run = (command: Command | undefined): void => {
    if (command === undefined || !isEnabled(command)) return;
    state.showsPalette.value = false;
    command.run();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const { length } = found;
    if (event.key === 'ArrowDown') active.value = (at + 1) % Math.max(1, length);
    else if (event.key === 'ArrowUp') active.value = (at + length - 1) % Math.max(1, length);
    else if (event.key === 'Enter') run(found[at]);
    else return;
    event.preventDefault();
  };
  return (
    <>
      <input
        type="text"
        role="combobox"
        aria-label="Find a command"
        placeholder="Find a command, a size, a pipeline or an image"
        aria-expanded={true}
        aria-controls="palette-list"
        aria-autocomplete="list"
        aria-activedescendant={at >= 0 ? `palette-${at}` : undefined}
        data-testid="palette-field"
        autocomplete="off"
        spellcheck={false}
        autofocus
        value={typed.value}
        onInput={({ currentTarget }) => {
          typed.value = currentTarget.value;
          active.value = 0;
        }}
        onKeyDown={onKeyDown}
      />
      <div class="palette-list" id="palette-list" role="listbox" aria-label="Commands" ref={list}>
        {found.map((command, index) => (
          <div
            key={command.id}
            id={`palette-${index}`}
            class="palette-option"
            role="option"
            aria-selected={index === at}
            aria-disabled={!isEnabled(command)}
            data-active={index === at ? '' : undefined}
            data-command={command.id}
            onClick={() => run(command)}
          >
            <span class="palette-check" aria-hidden="true">
              {command.isOn?.() ? '✓' : ''}
            </span>
            <span class="palette-name">
              <span class="palette-section">{command.section}</span> {command.title}
              {command.isOn?.() && <span class="hidden-text">, on</span>}
            </span>
            <kbd>{shownShortcut(command)}</kbd>
          </div>
        ))}
      </div>
      <p class="muted" role="status">
        {found.length === 0 ? 'No command matches these words.' : ''}
      </p>
    </>
  );
}
