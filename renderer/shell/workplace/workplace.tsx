import { useEffect, useRef } from 'preact/hooks';
import {
  INSPECTOR_WIDTH,
  inspectorWidth,
  QUEUE_WIDTH,
  queueWidth,
  room,
  showsInspector,
  showsQueue,
} from '../../session/layout-state.ts';
import * as state from '../../session/state.ts';
import { CaseQueue } from '../../review/case-queue.tsx';
import { summary } from '../../session/case-state.ts';
import { ReviewBar } from '../../review/review-bar.tsx';
import { isVeiled, veilOf } from '../../session/veil.ts';
import { mode } from '../../session/view-state.ts';
import { startLayers } from '../../viewer/layers.ts';
import { examineQueue } from './examine-queue.ts';
import { ImageQueue } from './image-queue.tsx';
import { Inspector } from './inspector.tsx';
import { OpenFailure } from './open-failure.tsx';
import { ComparePane, HumanPane, MachinePane } from '../../viewer/panes.tsx';
import { Splitter } from '../../widgets/splitter.tsx';
import { FrameStrip } from '../frames/frame-strip.tsx';
import { Tour } from '../notices/tour-panel.tsx';
import { ViewBar } from '../toolbar/view-bar.tsx';

/** The queue of a case has pictures of both scales in each row, and text beside them. */
const CASE_WIDTH = 'max(264px, min(16.5rem, 30vw))';
/** The side of the pictures in the inspector, as far as their blur is concerned. */
const PICTURE_SIDE = 320;

/** The queue, the views and the inspector, side by side. */
export function Workplace() {
  useEffect(() => startLayers(), []);
  const panes = useRef<HTMLDivElement>(null);
  useEffect(() => measureRoom(panes.current!), []);
  useEffect(() => examineQueue(), []);
  const { value: current } = state.current;
  return (
    <main
      class="workplace"
      data-veiled={isVeiled.value ? '' : undefined}
      style={{
        '--queue': `max(${queueWidth.value}px, ${summary.value === null ? '0px' : CASE_WIDTH})`,
        '--inspector': `${inspectorWidth.value}px`,
        '--veil': isVeiled.value ? veilOf(PICTURE_SIDE) : 'none',
      }}
    >
      {showsQueue.value && (
        <>
          {summary.value === null ? <ImageQueue /> : <CaseQueue />}
          <Splitter
            label="Width of the queue"
            width={queueWidth}
            bounds={QUEUE_WIDTH}
            side="left"
            testId="queue-splitter"
          />
        </>
      )}
      <div class="center">
        <ViewBar />
        <div ref={panes} class={state.isStacked.value ? 'panes stacked' : 'panes'}>
          {mode.value === 'side' ? (
            <>
              <HumanPane />
              <MachinePane />
            </>
          ) : (
            <ComparePane />
          )}
          {current !== null && <OpenFailure image={current} />}
        </div>
        <FrameStrip />
        <Tour />
        <ReviewBar />
      </div>
      {showsInspector.value && (
        <>
          <Splitter
            label="Width of the inspector"
            width={inspectorWidth}
            bounds={INSPECTOR_WIDTH}
            side="right"
            testId="inspector-splitter"
          />
          <Inspector />
        </>
      )}
    </main>
  );
}

/** Keeps the room of both panes as it is on screen. */
function measureRoom(panes: HTMLElement): () => void {
  const observer = new ResizeObserver(() => {
    const { clientWidth: width, clientHeight: height } = panes;
    const { value: before } = room;
    if (before.width !== width || before.height !== height) room.value = { width, height };
  });
  observer.observe(panes);
  return () => observer.disconnect();
}
