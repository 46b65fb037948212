import { hasScore, verdictWord } from '../../../shared/verdict/words.ts';
import { showImage } from '../../session/actions.ts';
import { showsQueue } from '../../session/layout-state.ts';
import * as queue from '../../session/queue.ts';
import * as state from '../../session/state.ts';
import { badgeTone } from '../../words/badge.ts';
import { Queue, type QueueItem } from './queue-list.tsx';

/** The queue of the images that were opened in this window. */
export function ImageQueue() {
  const { value: images } = queue.listed;
  return (
    <Queue
      title="Images"
      items={images.map(itemOf)}
      currentKey={state.currentKey.value}
      onChoose={(key) => void showImage(key)}
      onClose={() => (showsQueue.value = false)}
      choice={state.images.value.length > 1 && <Choice />}
      progress={state.images.value.length > 1 && <Examined />}
    />
  );
}

function itemOf(image: state.ListedImage): QueueItem {
  const { key, name, known, finding } = image;
  const imageId = known !== null && 'id' in known ? known.id : (image.pictureId ?? null);
  const item = { key, name, imageId, fraction: null };
  if (known !== null && 'error' in known) {
    const verdict = state.isFrameAsked(image) ? 'Which frame?' : 'Could not be opened';
    return { ...item, verdict, tone: 'none' };
  }
  if (finding !== undefined) {
    const score = hasScore(finding) ? ` ${finding.score.toFixed(2)}` : '';
    return { ...item, verdict: `${verdictWord(finding)}${score}`, tone: badgeTone(finding) };
  }
  const running = runningOf(key);
  if (running !== null) return { ...item, verdict: 'Running', tone: 'none', fraction: running };
  if (queue.examinations.value.get(key)?.status === 'failed') {
    return { ...item, verdict: 'Could not be examined', tone: 'none' };
  }
  if (key === state.currentKey.value && state.opened.value.status === 'loading') {
    return { ...item, verdict: 'Opening', tone: 'none' };
  }
  return { ...item, verdict: queue.examinesAll.value ? 'Queued' : 'Not examined', tone: 'none' };
}

/** How far the examination of image `key` is: the one that is shown, or one in the background; else null. */
function runningOf(key: number): number | null {
  const { value: inspection } = state.inspection;
  if (key === state.currentKey.value && inspection.status === 'running') return inspection.fraction;
  const examination = queue.examinations.value.get(key);
  return examination?.status === 'running' ? examination.fraction : null;
}

const SHOWN: Record<queue.ShownInQueue, string> = {
  all: 'All images',
  flagged: 'Attack or suspicious',
  half: 'Score from 0.5',
  high: 'Score from 0.9',
  calm: 'Nothing found',
  open: 'Not examined or assessable',
};

const ORDER: Record<queue.QueueOrder, string> = {
  opened: 'As opened',
  score: 'Highest score first',
  name: 'By name',
};

function Choice() {
  return (
    <div class="queue-choice">
      <label>
        Show
        <select
          data-testid="queue-shown"
          data-tip="Which images of the list are shown"
          value={queue.shown.value}
          onChange={({ currentTarget }) =>
            (queue.shown.value = currentTarget.value as queue.ShownInQueue)
          }
        >
          {queue.SHOWN.map((one) => (
            <option key={one} value={one}>
              {SHOWN[one]}
            </option>
          ))}
        </select>
      </label>
      <label>
        Order
        <select
          data-testid="queue-order"
          data-tip="In which order the images stand"
          value={queue.order.value}
          onChange={({ currentTarget }) =>
            (queue.order.value = currentTarget.value as queue.QueueOrder)
          }
        >
          {queue.ORDERS.map((one) => (
            <option key={one} value={one}>
              {ORDER[one]}
            </option>
          ))}
        </select>
      </label>
    </div>
  );
}

/** How many are done, and a switch for the examination in the background. */
function Examined() {
  const { value: images } = state.images;
  const { value: goesOn } = queue.examinesAll;
  const done = images.filter(
    ({ key, known, finding }) =>
      finding !== undefined ||
      (known !== null && 'error' in known) ||
      queue.examinations.value.get(key)?.status === 'failed',
  ).length;
  const hidden = images.length - queue.listed.value.length;
  return (
    <p class="queue-state" data-testid="queue-state">
      <span>
        {done} of {images.length} done{hidden > 0 && `, ${hidden} hidden`}
      </span>
      {done < images.length && (
        <button
          type="button"
          class="quiet"
          data-tip={
            goesOn
              ? 'Examine no further images in the background'
              : 'Examine the others in the background'
          }
          onClick={() => (queue.examinesAll.value = !goesOn)}
        >
          {goesOn ? 'Pause' : 'Go on'}
        </button>
      )}
    </p>
  );
}
