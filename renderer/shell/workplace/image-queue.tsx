import { verdictTone, verdictWord } from '../../../shared/verdict/words.ts';
import { showImage } from '../../session/actions.ts';
import { showsQueue } from '../../session/layout-state.ts';
import * as state from '../../session/state.ts';
import { Queue, type QueueItem } from './queue-list.tsx';

/** The queue of the images that were opened in this window. */
export function ImageQueue() {
  return (
    <Queue
      title="Images"
      items={state.images.value.map(itemOf)}
      currentKey={state.currentKey.value}
      onChoose={(key) => void showImage(key)}
      onClose={() => (showsQueue.value = false)}
    />
  );
}

function itemOf(image: state.ListedImage): QueueItem {
  const { key, name, known, finding } = image;
  const imageId = known !== null && 'id' in known ? known.id : null;
  const item = { key, name, imageId };
  if (known !== null && 'error' in known) {
    const verdict = state.isFrameAsked(image) ? 'Which frame?' : 'Could not be opened';
    return { ...item, verdict, tone: 'none' };
  }
  if (finding === undefined) return { ...item, verdict: 'Not inspected yet', tone: 'none' };
  return { ...item, verdict: verdictWord(finding), tone: verdictTone(finding) };
}
