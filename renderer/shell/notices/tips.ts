/** What every control says of itself: the command that it stands for, or a text of its own. */
import { shownShortcut, type Command } from '../../commands/command.ts';
import { COMMANDS } from '../../commands/commands.ts';

export interface Tip {
  text: string;
  /** The shortcut that does the same, or an empty text. */
  keys: string;
}

/** What takes a tip. */
export const TIPPED =
  'button, select, input, summary, [role=tab], [role=separator], [role=slider], [data-tip], [data-command]';

/** Controls that stand for a command, where the markup does not say so by `data-command`. */
const COMMAND_OF: readonly [selector: string, id: string][] = [
  ['[aria-label="Close the queue"]', 'window.queue'],
];

/** The tip of `control`; null where it says all by what is written on it. */
export function tipOf(control: Element): Tip | null {
  const command = commandOf(control);
  const own = ownText(control);
  if (command === undefined) return own === '' ? null : { text: own, keys: '' };
  return { text: own === '' ? command.title : own, keys: shownShortcut(command) };
}

function commandOf(control: Element): Command | undefined {
  const id =
    control.getAttribute('data-command') ??
    (control.id.startsWith('tab-') && control.getAttribute('role') === 'tab'
      ? control.id.replace('tab-', 'tab.')
      : COMMAND_OF.find(([selector]) => control.matches(selector))?.[1]);
  return COMMANDS.find((command) => command.id === id);
}

/** The text of its own: what the markup gives, else the name of what shows a sign or nothing. */
function ownText(control: Element): string {
  const given = control.closest('[data-tip]')?.getAttribute('data-tip');
  if (given !== null && given !== undefined) return given;
  const name = control.getAttribute('aria-label');
  if (name !== null) return control.hasAttribute('data-command') ? '' : name;
  return '';
}
