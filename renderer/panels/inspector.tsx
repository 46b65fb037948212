import { useRef } from 'preact/hooks';
import * as state from '../state.ts';
import { presentTabs, TABS, type InspectorTab } from './tabs.ts';

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
        {opened.status === 'failed' && (
          <p class="panel muted">An image that could not be opened has nothing to inspect.</p>
        )}
      </div>
    </aside>
  );
}

function TabList({ chosen }: { chosen: InspectorTab }) {
  const list = useRef<HTMLDivElement>(null);
  const tabs = presentTabs();
  const go = (to: number): void => {
    const { id } = tabs.at(to % tabs.length)!;
    state.chooseTab(id);
    list.current?.querySelector<HTMLElement>(`#tab-${id}`)?.focus();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const at = tabs.indexOf(chosen);
    if (event.key === 'ArrowRight') go(at + 1);
    else if (event.key === 'ArrowLeft') go(at - 1);
    else if (event.key === 'Home') go(0);
    else if (event.key === 'End') go(-1);
    else return;
    event.preventDefault();
  };
  return (
    <div class="tabs" role="tablist" aria-label="Inspector" ref={list} onKeyDown={onKeyDown}>
      {tabs.map(({ id, title }) => (
        <button
          key={id}
          type="button"
          id={`tab-${id}`}
          data-testid={`tab-${id}`}
          role="tab"
          aria-selected={id === chosen.id}
          aria-controls="tab-body"
          tabIndex={id === chosen.id ? 0 : -1}
          onClick={() => state.chooseTab(id)}
        >
          {title}
        </button>
      ))}
    </div>
  );
}
