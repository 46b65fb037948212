import { showImage } from '../actions.ts';
import { showsQueue } from '../layout-state.ts';
import * as state from '../state.ts';
import { Queue, type QueueItem } from './queue.tsx';
import { findingTitle } from './sentences.ts';

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
  const isJudged = finding.verdict !== 'error' && finding.explanation !== 'not-assessable';
  const tone = isJudged ? (finding.verdict as 'attack' | 'suspicious' | 'clean') : 'none';
  return { ...item, verdict: findingTitle(finding), tone };
}
