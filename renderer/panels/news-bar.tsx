import { useSignal } from '@preact/signals';
import { useLayoutEffect } from 'preact/hooks';
import * as state from '../state.ts';

/** Milliseconds that news stay at least, and for each of their characters, which is slow reading. */
const LEAST_MS = 8_000;
const MS_PER_CHARACTER = 100;

/**
 * News of what went well. They lie over the page, so that nothing moves when they come and go, and leave
 * by themselves; while somebody points at them, or their button has the focus, their time stands still.
 */
export function NewsBar() {
  const { value: news } = state.news;
  const isHovered = useSignal(false);
  const isFocused = useSignal(false);
  const isHeld = isHovered.value || isFocused.value;
  useLayoutEffect(() => {
    if (news === null) {
      isHovered.value = false; // what is removed tells of no leaving
      isFocused.value = false;
      return undefined;
    }
    if (isHeld || news.isOngoing === true) return undefined;
    const time = Math.max(LEAST_MS, news.text.length * MS_PER_CHARACTER);
    const timer = setTimeout(() => (state.news.value = null), time);
    return () => clearTimeout(timer);
  }, [news, isHeld]);
  return (
    <div class="news" role="status">
      {news !== null && (
        <p
          class="news-bar"
          data-testid="news"
          data-held={isHeld ? '' : undefined}
          onPointerEnter={() => (isHovered.value = true)}
          onPointerLeave={() => (isHovered.value = false)}
          onFocusIn={() => (isFocused.value = true)}
          onFocusOut={() => (isFocused.value = false)}
        >
          <span>{news.text}</span>
          <button type="button" class="quiet" onClick={() => (state.news.value = null)}>
            Dismiss
          </button>
        </p>
      )}
    </div>
  );
}
