import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { verdictTone, verdictWord } from '../../../shared/verdict/words.ts';
import { choosePolicy } from '../../session/actions.ts';
import * as state from '../../session/state.ts';
import { ImageThumbnail } from '../../viewer/image-thumbnail.tsx';
import {
  examineFrames,
  examining,
  files,
  frameKey,
  openFrames,
  stopExamining,
  stopOpening,
  type FrameKnown,
} from './frame-actions.ts';
import './frame-strip.css';

/** Frames that are shown at first, and more of them at each press. */
const STEP = 24;

/** Side of a frame in CSS pixels. */
const SIDE = 56;

/** The frames of the present file side by side, each one press away; nothing where there is one. */
export function FrameStrip() {
  const { value: current } = state.current;
  const { value: image } = state.image;
  if (current === null || 'row' in current.origin) return null;
  const count = image?.facts.frames ?? files.value.get(frameKey(current))?.count ?? 1;
  if (count < 2 && !state.asksForFrame.value) return null;
  return <Strip key={frameKey(current)} listed={current} />;
}

function Strip({ listed }: { listed: state.ListedImage }) {
  const key = frameKey(listed);
  const most = useSignal(STEP);
  const frames = files.value.get(key);
  useEffect(() => {
    void openFrames(listed, most.value);
    return stopOpening;
  }, [key, most.value]);
  useEffect(() => stopExamining, [key]);
  const count = frames?.count ?? 0;
  const shown = Math.min(count, most.value);
  const { value: image } = state.image;
  const present = image === null ? null : (image.policy.frame ?? 0);
  return (
    <section class="frames" aria-label="Frames" data-testid="frames">
      <div class="frames-head">
        <h2>{count === 0 ? 'Frames' : `${count} frames`}</h2>
        <Examine listed={listed} />
      </div>
      <ol class="frames-list">
        {Array.from({ length: shown }, (_, frame) => (
          <li key={frame}>
            <Frame frame={frame} known={frames?.known[frame] ?? {}} isShown={frame === present} />
          </li>
        ))}
        {shown < count && (
          <li>
            <button type="button" onClick={() => (most.value += STEP)}>
              {count - shown} more
            </button>
          </li>
        )}
      </ol>
    </section>
  );
}

/** Examines them all, says how far that is, and what was found. */
function Examine({ listed }: { listed: state.ListedImage }) {
  const key = frameKey(listed);
  const { count = 0, known = [] } = files.value.get(key) ?? {};
  const done = known.filter(
    ({ finding, failure }) => finding !== undefined || failure !== undefined,
  );
  const found = known.filter(
    ({ finding }) => finding?.verdict === 'attack' || finding?.verdict === 'suspicious',
  );
  const runs = examining.value === key;
  return (
    <>
      <span class="muted" role="status">
        {done.length > 0 &&
          `${done.length} of ${count} examined, ${found.length === 0 ? 'nothing found' : `${found.length} with something found`}`}
      </span>
      {runs ? (
        <>
          <progress aria-label="Examining the frames" max={count} value={done.length} />
          <button type="button" class="quiet" onClick={stopExamining}>
            Stop
          </button>
        </>
      ) : (
        <button
          type="button"
          class="quiet"
          data-testid="examine-frames"
          disabled={count === 0 || done.length === count}
          onClick={() => void examineFrames(listed)}
        >
          Examine all
        </button>
      )}
    </>
  );
}

interface FrameProps {
  /** 0-based. */
  frame: number;
  known: FrameKnown;
  isShown: boolean;
}

function Frame({ frame, known: { id, finding, failure, isRunning }, isShown }: FrameProps) {
  const tone = finding === undefined ? 'none' : verdictTone(finding);
  const said =
    finding !== undefined
      ? verdictWord(finding)
      : failure !== undefined
        ? 'Failed'
        : isRunning === true
          ? 'Running'
          : '';
  return (
    <button
      type="button"
      class="frame"
      aria-current={isShown ? 'true' : undefined}
      aria-label={`Frame ${frame + 1}${said === '' ? '' : `, ${said}`}`}
      title={failure ?? `Show frame ${frame + 1}`}
      data-testid="frame-cell"
      onClick={() => void choosePolicy({ frame })}
    >
      <span class="frame-picture">
        {id !== undefined && <ImageThumbnail imageId={id} side={SIDE} />}
      </span>
      <span>{frame + 1}</span>
      <span class={`queue-verdict tone-${tone}`}>{said}</span>
    </button>
  );
}
