import * as state from '../../session/state.ts';
import { TabList } from './tab-list.tsx';
import { presentTabs, TABS } from '../../tabs/tabs.ts';

/** The inspector: one tab at a time, of which the last one is remembered. */
export function Inspector() {
  const { value: opened } = state.opened;
  const chosen = presentTabs().find(({ id }) => id === state.tab.value) ?? TABS[0];
  const { id, Body } = chosen;
  return (
    <aside class="inspector" aria-label="Inspector">
      <TabList chosen={chosen} />
      <div
        class="inspector-body"
        id="tab-body"
        role="tabpanel"
        aria-labelledby={`tab-${id}`}
        tabIndex={0}
        key={id}
      >
        {opened.status === 'ready' && <Body image={opened.value} />}
        {opened.status === 'loading' && <p class="panel muted">Opening the image…</p>}
        {opened.status === 'failed' && (
          <p class="panel muted">
            {state.asksForFrame.value
              ? 'There is nothing to inspect until you choose a frame.'
              : 'This image could not be opened, so there is nothing to inspect.'}
          </p>
        )}
      </div>
    </aside>
  );
}
