import { useEffect, useRef, useState } from 'preact/hooks';
import { earlierSentence } from '../../shared/case/case-changes.ts';
import type { QueueRow } from '../../shared/case/case-queue.ts';
import { hasScore, scoresText, verdictTone, verdictWord } from '../../shared/verdict/words.ts';
import { percent } from '../words/view-labels.ts';
import { currentId, ids, isBlind, layout, position } from '../session/case-state.ts';
import { CaseThumbnail } from './case-thumbnail.tsx';
import { DECISION_TITLES } from './decisions.ts';
import { failureTitle } from './failure-title.ts';
import { showRow } from './show-row.ts';
import { rowOf, version, wantRows } from './case-rows.ts';
import { CutName } from '../widgets/cut-name.tsx';
import { textScale } from '../session/layout-state.ts';
import { useVirtualRows } from './virtual-rows.ts';

const LIST_SIDE = 44;
const LIST_HEIGHT = 60;
const GRID_SIDE = 52;
const GRID_WIDTH = 2 * GRID_SIDE + 14;
const GRID_HEIGHT = GRID_SIDE + 60;

/** The images of the queue: rows, or cells side by side. Only those in view are in the page. */
export function CaseList() {
  const scroller = useRef<HTMLDivElement>(null);
  const width = useWidth(scroller);
  const isGrid = layout.value === 'grid';
  const columns = isGrid ? Math.max(1, Math.floor(width / GRID_WIDTH)) : 1;
  const { value: order } = ids;
  const height = Math.round((isGrid ? GRID_HEIGHT : LIST_HEIGHT) * textScale());
  const list = useVirtualRows(scroller, Math.ceil(order.length / columns), height);
  const first = list.rows[0]?.index ?? 0;
  const last = list.rows.at(-1)?.index ?? 0;
  void version.value;
  useEffect(
    () => wantRows(first * columns, (last + 1) * columns - 1),
    [first, last, columns, order],
  );
  useEffect(() => {
    if (position.value >= 0) list.scrollTo(Math.floor(position.value / columns));
  }, [position.value, columns]);
  return (
    <div class="case-scroller" ref={scroller} data-testid="case-list">
      <ul class="case-rows" style={{ height: `${list.height}px` }}>
        {list.rows.flatMap(({ index, start }) =>
          order.slice(index * columns, (index + 1) * columns).map((id, column) => (
            <li
              key={id}
              aria-setsize={order.length}
              aria-posinset={index * columns + column + 1}
              style={{
                transform: `translate(${column * 100}%, ${start}px)`,
                width: `${100 / columns}%`,
                height: `${height}px`,
              }}
            >
              <Item id={id} isGrid={isGrid} />
            </li>
          )),
        )}
      </ul>
    </div>
  );
}

function Item({ id, isGrid }: { id: number; isGrid: boolean }) {
  const row = rowOf(id);
  const side = isGrid ? GRID_SIDE : LIST_SIDE;
  const hasPictures = row !== undefined && row.verdict !== 'error';
  return (
    <button
      type="button"
      class={isGrid ? 'case-item case-cell' : 'case-item'}
      data-tip="Show this image"
      data-row={id}
      aria-current={id === currentId.value ? 'true' : undefined}
      onClick={() => void showRow(id)}
    >
      <span class="case-pictures">
        {hasPictures ? (
          <>
            <CaseThumbnail key={`human ${id}`} id={id} view="human" side={side} />
            <CaseThumbnail key={`machine ${id}`} id={id} view="machine" side={side} />
          </>
        ) : (
          <span class="case-picture" style={{ width: `${2 * side}px`, height: `${side}px` }}>
            {row !== undefined && <span class="case-unread">Could not be read</span>}
          </span>
        )}
      </span>
      {row === undefined ? (
        <span class="case-text muted">…</span>
      ) : (
        <span class="case-text">
          <span class="queue-name">
            <CutName name={row.name} title={row.path} />
          </span>
          <RowFacts row={row} />
        </span>
      )}
    </button>
  );
}

function RowFacts({ row }: { row: QueueRow }) {
  const { score, error, decision, signOff, hasNote, original, outdated, places } = row;
  const { labelDisagreement, known = [] } = row;
  return (
    <span class="case-facts">
      <span class={`queue-verdict tone-${verdictTone(row)}`} title={error?.message ?? scoresText()}>
        {verdictWord(row)}
        {hasScore(row) && ` ${score.toFixed(2)}`}
        {error !== null && `: ${failureTitle(error.code)}`}
      </span>
      {decision !== null && !isBlind.value && (
        <span class={`case-decision decision-${decision}`} data-decision={decision}>
          {DECISION_TITLES[decision]}
          {signOff !== null && (signOff.agrees ? ' ✓✓' : ' ✗')}
        </span>
      )}
      {outdated && (
        <span class="case-flag" title={earlierSentence(row)}>
          decided on an older finding
        </span>
      )}
      {labelDisagreement !== null && (
        <span class="case-flag" title="How far a model’s labels for the two scales disagree">
          labels {percent(labelDisagreement)} apart
        </span>
      )}
      {places > 1 && <span class="case-flag">{places} paths</span>}
      {known.map((kind) => (
        <span
          key={kind}
          class="case-flag"
          title="In a list of hashes; the review of the image names it"
        >
          known {kind}
        </span>
      ))}
      {hasNote && <span class="case-flag">note</span>}
      {original !== 'there' && <span class="case-flag">{original}</span>}
    </span>
  );
}

/** The width of an element in CSS pixels, as it changes. */
function useWidth(element: { current: HTMLElement | null }): number {
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const observer = new ResizeObserver(([entry]) => setWidth(entry.contentRect.width));
    observer.observe(element.current!);
    return () => observer.disconnect();
  }, []);
  return width;
}
