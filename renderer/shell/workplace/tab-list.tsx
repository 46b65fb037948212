import { useRef } from 'preact/hooks';
import * as state from '../../session/state.ts';
import { presentTabs, type InspectorTab } from '../../tabs/tabs.ts';

/** The tabs, all of them in sight: in as many rows as the inspector's width takes. */
export function TabList({ chosen }: { chosen: InspectorTab }) {
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
          data-title={title}
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
