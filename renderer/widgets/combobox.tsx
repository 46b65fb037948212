import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { filterGroups, firstMatch, type ComboGroup, type ComboOption } from './combobox-filter.ts';

interface ComboboxProps {
  id: string;
  label: string;
  /** Value and text of what is chosen. */
  value: string;
  text: string;
  groups: readonly ComboGroup[];
  /** What the options are, for the line that counts them: "pipelines". */
  noun: string;
  onChoose: (value: string) => void;
}

/** Options that Page Up and Page Down pass. */
const PAGE = 8;

/**
 * A field that chooses among many options: a list that opens below it and is filtered by typing.
 * The ARIA combobox pattern: the focus stays in the field, the active option is told by its id.
 */
export function Combobox({ id, label, value, text, groups, noun, onChoose }: ComboboxProps) {
  /** What was typed; null while the list is closed. */
  const typed = useSignal<string | null>(null);
  const active = useSignal(0);
  const root = useRef<HTMLDivElement>(null);
  const field = useRef<HTMLInputElement>(null);
  const isOpen = typed.value !== null;
  const shown = isOpen ? filterGroups(groups, typed.value ?? '') : [];
  const options = shown.flatMap((group) => group.options);
  const at = Math.min(active.value, options.length - 1);

  useEffect(() => {
    // What is typed next replaces the text of what is chosen.
    if (!isOpen && document.activeElement === field.current) field.current?.select();
  }, [isOpen, text]);
  useEffect(() => {
    if (isOpen) root.current?.querySelector('[data-active]')?.scrollIntoView({ block: 'nearest' });
  });

  const open = (): void => {
    typed.value = '';
    const all = groups.flatMap((group) => group.options);
    active.value = Math.max(
      0,
      all.findIndex((option) => option.value === value),
    );
  };
  const close = (): void => {
    typed.value = null;
  };
  const choose = (option: ComboOption | undefined): void => {
    close();
    if (option !== undefined) onChoose(option.value);
  };
  const move = (by: number): void => {
    if (!isOpen) open();
    else if (options.length > 0) active.value = moved(at, by, options.length);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const steps: Record<string, number> = {
      ArrowDown: 1,
      ArrowUp: -1,
      PageDown: PAGE,
      PageUp: -PAGE,
    };
    const step = steps[event.key];
    if (step !== undefined) move(step);
    else if (event.key === 'Enter' && isOpen) choose(options[at]);
    else if (event.key === 'Escape' && isOpen) close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <div class="combobox" ref={root}>
      <input
        ref={field}
        id={id}
        data-testid={id}
        type="text"
        role="combobox"
        aria-label={label}
        aria-expanded={isOpen}
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        aria-activedescendant={isOpen && at >= 0 ? `${id}-${at}` : undefined}
        autocomplete="off"
        spellcheck={false}
        placeholder={text}
        title={text}
        value={isOpen ? (typed.value ?? '') : text}
        onFocus={({ currentTarget }) => currentTarget.select()}
        onClick={() => {
          if (!isOpen) open();
        }}
        onInput={({ currentTarget }) => {
          typed.value = currentTarget.value;
          active.value = firstMatch(filterGroups(groups, currentTarget.value), currentTarget.value);
        }}
        onKeyDown={onKeyDown}
        onBlur={close}
      />
      <div
        class="combobox-popup"
        hidden={!isOpen}
        onPointerDown={(event) => event.preventDefault()}
      >
        <div
          id={`${id}-list`}
          class="combobox-list"
          role="listbox"
          aria-label={label}
          hidden={options.length === 0}
        >
          {shown.map((group) => (
            <div key={group.label} role="group" aria-label={group.label}>
              <div class="combobox-group" aria-hidden="true">
                {group.label}
              </div>
              {group.options.map((option) => {
                const index = options.indexOf(option);
                return (
                  <div
                    key={option.value}
                    id={`${id}-${index}`}
                    class="combobox-option"
                    role="option"
                    aria-selected={option.value === value}
                    data-active={index === at ? '' : undefined}
                    onClick={() => choose(option)}
                  >
                    <span>{option.title}</span>
                    <span class="combobox-note">{option.note}</span>
                  </div>
                );
              })}
            </div>
          ))}
        </div>
        <p class="combobox-count" role="status" data-testid={`${id}-count`}>
          {isOpen ? countSentence(options.length, groups, noun, typed.value ?? '') : ''}
        </p>
      </div>
    </div>
  );
}

/** One step past an end goes around; a page stops there. */
function moved(at: number, by: number, count: number): number {
  if (Math.abs(by) === 1) return (at + by + count) % count;
  return Math.min(count - 1, Math.max(0, at + by));
}

function countSentence(
  count: number,
  groups: readonly ComboGroup[],
  noun: string,
  typed: string,
): string {
  const all = groups.reduce((sum, group) => sum + group.options.length, 0);
  if (count === 0) return `None of ${all} ${noun} matches “${typed.trim()}”`;
  return count === all ? `${all} ${noun}: type to search` : `${count} of ${all} ${noun}`;
}
