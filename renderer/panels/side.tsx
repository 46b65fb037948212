import { useRef } from 'preact/hooks';
import * as state from '../state.ts';
import { FactsPanel } from './facts-panel.tsx';
import { MatrixPanel } from './matrix-panel.tsx';
import { NumbersPanel } from './numbers-panel.tsx';
import { PixelPanel } from './pixel-panel.tsx';
import { VerdictPanel } from './verdict-panel.tsx';

const TITLES: Record<state.Tab, string> = {
  verdict: 'Verdict',
  matrix: 'Who sees what',
  pixel: 'Pixel',
  file: 'File',
};

/** The side: one tab at a time, of which the last one is remembered. */
export function Side() {
  const { value: opened } = state.opened;
  const { value: chosen } = state.tab;
  return (
    <aside class="side" aria-label="Findings and facts">
      <Tabs />
      <div
        class="side-body"
        id="side-panel"
        role="tabpanel"
        aria-labelledby={`tab-${chosen}`}
        tabIndex={0}
        key={chosen}
      >
        {opened.status === 'ready' && chosen === 'verdict' && (
          <>
            <VerdictPanel />
            <NumbersPanel />
          </>
        )}
        {opened.status === 'ready' && chosen === 'matrix' && <MatrixPanel />}
        {opened.status === 'ready' && chosen === 'pixel' && <PixelPanel />}
        {opened.status === 'ready' && chosen === 'file' && <FactsPanel image={opened.value} />}
      </div>
    </aside>
  );
}

function Tabs() {
  const list = useRef<HTMLDivElement>(null);
  const { value: chosen } = state.tab;
  const go = (to: number): void => {
    const name = state.TABS[(to + state.TABS.length) % state.TABS.length];
    state.chooseTab(name);
    list.current?.querySelector<HTMLElement>(`#tab-${name}`)?.focus();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const at = state.TABS.indexOf(chosen);
    if (event.key === 'ArrowRight') go(at + 1);
    else if (event.key === 'ArrowLeft') go(at - 1);
    else if (event.key === 'Home') go(0);
    else if (event.key === 'End') go(-1);
    else return;
    event.preventDefault();
  };
  return (
    <div class="tabs" role="tablist" aria-label="Side panel" ref={list} onKeyDown={onKeyDown}>
      {state.TABS.map((name) => (
        <button
          key={name}
          type="button"
          id={`tab-${name}`}
          data-testid={`tab-${name}`}
          role="tab"
          aria-selected={name === chosen}
          aria-controls="side-panel"
          tabIndex={name === chosen ? 0 : -1}
          onClick={() => state.chooseTab(name)}
        >
          {TITLES[name]}
        </button>
      ))}
    </div>
  );
}
