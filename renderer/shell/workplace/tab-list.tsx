import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import * as state from '../../session/state.ts';
import { presentTabs, type InspectorTab } from '../../tabs/tabs.ts';

/** The tabs in one row; where they do not fit it scrolls, and the chosen one is always in sight. */
export function TabList({ chosen }: { chosen: InspectorTab }) {
  const list = useRef<HTMLDivElement>(null);
  const { hasBefore, hasAfter } = useHidden(list);
  const tabs = presentTabs();
  useEffect(() => {
    const tab = list.current?.querySelector(`#tab-${chosen.id}`);
    tab?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [chosen.id, tabs.length]);
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
  const scroll = (by: -1 | 1): void => {
    const { current: row } = list;
    row?.scrollBy({ left: by * row.clientWidth * 0.7 });
  };
  return (
    <div class="tab-bar">
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
      {hasBefore && <Scroller side="before" onPress={() => scroll(-1)} />}
      {hasAfter && <Scroller side="after" onPress={() => scroll(1)} />}
    </div>
  );
}

interface ScrollerProps {
  side: 'before' | 'after';
  onPress: () => void;
}

/** For the pointer alone: arrow keys reach every tab, and a screen reader has them all. */
function Scroller({ side, onPress }: ScrollerProps) {
  return (
    <button
      type="button"
      class={`tab-scroll tab-scroll-${side}`}
      data-testid={`tabs-${side}`}
      aria-hidden="true"
      tabIndex={-1}
      onClick={onPress}
    >
      {side === 'before' ? '‹' : '›'}
    </button>
  );
}

/** Whether tabs are hidden before and after those in sight. */
function useHidden(list: { current: HTMLElement | null }) {
  const hasBefore = useSignal(false);
  const hasAfter = useSignal(false);
  useEffect(() => {
    const row = list.current!;
    const measure = (): void => {
      hasBefore.value = row.scrollLeft > 1;
      hasAfter.value = row.scrollLeft + row.clientWidth < row.scrollWidth - 1;
    };
    const observer = new ResizeObserver(measure);
    observer.observe(row);
    for (const tab of row.children) observer.observe(tab);
    row.addEventListener('scroll', measure, { passive: true });
    return () => {
      observer.disconnect();
      row.removeEventListener('scroll', measure);
    };
  }, []);
  return { hasBefore: hasBefore.value, hasAfter: hasAfter.value };
}
