import { useState } from 'preact/hooks';
import { commandsOfKeys, SECTIONS, shownShortcut } from '../../commands/command.ts';
import { COMMANDS } from '../../commands/commands.ts';
import * as state from '../../session/state.ts';
import { Dialog } from '../../widgets/dialog.tsx';
import { helpHere } from './help-here.ts';

const POINTER: [string, string][] = [
  ['wheel, pinch', 'Zoom at the pointer'],
  ['drag', 'Move the image'],
  ['click', 'In the machine view: pin the pixel, or release it'],
  ['double click', 'Fit, or 100 %'],
];

/** Where the help was asked for, before the dialog takes the focus. */
function Here() {
  const [here] = useState(() => helpHere(document.activeElement));
  if (here === null) return null;
  return (
    <section class="help-here" aria-labelledby="help-here-title" data-testid="help-here">
      <h3 id="help-here-title">Here: {here.title}</h3>
      <p>{here.text}</p>
      <dl>
        {here.keys.map(([keys, does]) => (
          <div key={does}>
            <dt>
              <kbd>{keys}</kbd>
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

/** The keys of all commands and what the pointer does, in a dialog over the page. */
export function Help() {
  const listed = commandsOfKeys(COMMANDS);
  return (
    <Dialog open={state.showsHelp} name="help" title="Keys and pointer">
      <div class="help-scroller" tabIndex={0} role="region" aria-label="Keys">
        <Here />
        <div class="help-sections">
          {SECTIONS.map((section) => (
            <section key={section} aria-label={section}>
              <h3>{section}</h3>
              <dl>
                {listed
                  .filter((command) => command.section === section)
                  .map((command) => {
                    const shortcut = shownShortcut(command);
                    return (
                      <div key={command.id}>
                        <dt>
                          <kbd>{shortcut}</kbd>
                        </dt>
                        <dd>{command.title}</dd>
                      </div>
                    );
                  })}
              </dl>
            </section>
          ))}
          <section aria-label="Pointer">
            <h3>Pointer</h3>
            <dl>
              {POINTER.map(([gesture, does]) => (
                <div key={gesture}>
                  <dt>{gesture}</dt>
                  <dd>{does}</dd>
                </div>
              ))}
            </dl>
          </section>
        </div>
      </div>
      <p class="muted">
        Both panes always show the same place. When zoomed out, every pixel on screen is the average
        of all source pixels under it. When zoomed in, every source pixel is a square.
      </p>
      <button
        type="button"
        class="primary"
        data-tip="Close: Escape"
        autofocus
        onClick={() => (state.showsHelp.value = false)}
      >
        Close
      </button>
    </Dialog>
  );
}
