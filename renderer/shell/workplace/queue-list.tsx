import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { Tone } from '../../../shared/verdict/words.ts';
import { ImageThumbnail } from '../../viewer/image-thumbnail.tsx';
import { CutName } from '../../widgets/cut-name.tsx';

export interface QueueItem {
  key: number;
  name: string;
  /** The opened image, for its thumbnail; null where it is not open. */
  imageId: string | null;
  /** The verdict in a few words, or what is known instead. */
  verdict: string;
  /** How the verdict is colored. */
  tone: Tone;
  /** How far its examination is, 0..1; null where none runs. */
  fraction: number | null;
}

interface QueueProps {
  title: string;
  items: readonly QueueItem[];
  /** The item that is shown. */
  currentKey: number | null;
  onChoose: (key: number) => void;
  onClose: () => void;
  /** What the list is chosen and ordered by, and how far its examination is. */
  choice: ComponentChildren;
  progress: ComponentChildren;
}

/** Side of a thumbnail in CSS pixels. */
const SIDE = 48;

/** The queue: what there is to look at, the present one marked. */
export function Queue({
  title,
  items,
  currentKey,
  onChoose,
  onClose,
  choice,
  progress,
}: QueueProps) {
  const list = useRef<HTMLUListElement>(null);
  const at = items.findIndex(({ key }) => key === currentKey);
  useEffect(() => {
    list.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest' });
  }, [currentKey, at]);
  return (
    <nav class="queue" aria-labelledby="queue-title" data-testid="queue">
      <header class="queue-head">
        <h2 id="queue-title">{title}</h2>
        <button type="button" class="quiet" aria-label="Close the queue" onClick={onClose}>
          ✕
        </button>
      </header>
      <div>{choice}</div>
      <ul class="queue-list" ref={list}>
        {items.map((item) => (
          <li key={item.key}>
            <button
              type="button"
              class="queue-item"
              data-tip="Show this image"
              aria-current={item.key === currentKey ? 'true' : undefined}
              onClick={() => onChoose(item.key)}
            >
              <span class="queue-picture">
                {item.imageId !== null && <ImageThumbnail imageId={item.imageId} side={SIDE} />}
              </span>
              <span class="queue-text">
                <span class="queue-name">
                  <CutName name={item.name} />
                </span>
                <span class={`queue-verdict tone-${item.tone}`}>{item.verdict}</span>
                {item.fraction !== null && (
                  <progress
                    class="queue-progress"
                    aria-label={`Examining ${item.name}`}
                    max={1}
                    value={item.fraction}
                  />
                )}
              </span>
            </button>
          </li>
        ))}
      </ul>
      <div class="queue-foot muted">
        {progress}
        <p>Thumbnails are area averages, so every pixel counts.</p>
      </div>
    </nav>
  );
}
