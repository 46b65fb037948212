import type { Tone } from '../../../shared/verdict/words.ts';
import { ImageThumbnail } from '../../viewer/image-thumbnail.tsx';

export interface QueueItem {
  key: number;
  name: string;
  /** The opened image, for its thumbnail; null where it is not open. */
  imageId: string | null;
  /** The verdict in a few words, or what is known instead. */
  verdict: string;
  /** How the verdict is colored. */
  tone: Tone;
}

interface QueueProps {
  title: string;
  items: readonly QueueItem[];
  /** The item that is shown. */
  currentKey: number | null;
  onChoose: (key: number) => void;
  onClose: () => void;
}

/** Side of a thumbnail in CSS pixels. */
const SIDE = 48;

/** The queue: what there is to look at, the present one marked. */
export function Queue({ title, items, currentKey, onChoose, onClose }: QueueProps) {
  return (
    <nav class="queue" aria-labelledby="queue-title" data-testid="queue">
      <header class="queue-head">
        <h2 id="queue-title">{title}</h2>
        <button type="button" class="quiet" aria-label="Close the queue" onClick={onClose}>
          ✕
        </button>
      </header>
      <ul class="queue-list">
        {items.map((item) => (
          <li key={item.key}>
            <button
              type="button"
              class="queue-item"
              aria-current={item.key === currentKey ? 'true' : undefined}
              onClick={() => onChoose(item.key)}
            >
              <span class="queue-picture">
                {item.imageId !== null && <ImageThumbnail imageId={item.imageId} side={SIDE} />}
              </span>
              <span class="queue-text">
                <span class="queue-name" title={item.name}>
                  {item.name}
                </span>
                <span class={`queue-verdict tone-${item.tone}`}>{item.verdict}</span>
              </span>
            </button>
          </li>
        ))}
      </ul>
      <p class="queue-foot muted">Thumbnails are area averages, so every pixel counts.</p>
    </nav>
  );
}
