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
import { frameCells, isShownBy, type FrameCell } from './frame-cells.ts';
import './frame-strip.css';

/** Frames that are shown at first, and more of them at each press. */
const STEP = 24;

/** Side of a frame in CSS pixels. */
const SIDE = 56;

/** The frames of the present file side by side, each one press away; nothing where there is one. */
export function FrameStrip() {
  const { value: listed } = state.current;
  const { value: image } = state.image;
  if (listed === null) return null;
  const key = frameKey(listed);
  const cells = image === null ? (files.value.get(key)?.cells ?? []) : frameCells(image.facts);
  if (cells.length < 2 && !state.asksForFrame.value) return null;
  return <Strip key={key} listed={listed} cells={cells} />;
}

function Strip({ listed, cells }: { listed: state.ListedImage; cells: readonly FrameCell[] }) {
  const key = frameKey(listed);
  const most = useSignal(STEP);
  const frames = files.value.get(key);
  useEffect(() => {
    void openFrames(listed, cells, most.value);
    return stopOpening;
  }, [key, most.value]);
  useEffect(() => stopExamining, [key]);
  const { value: image } = state.image;
  const more = cells.length - most.value;
  return (
    <section class="frames" aria-label="Frames" data-testid="frames">
      <div class="frames-head">
        <h2>{cells.length === 0 ? 'Frames' : `${cells.length} frames`}</h2>
        <Examine listed={listed} />
      </div>
      <ol class="frames-list">
        {cells.slice(0, most.value).map((cell, frame) => (
          <li key={frame}>
            <Frame
              cell={cell}
              known={frames?.known[frame] ?? {}}
              isShown={image !== null && isShownBy(image.policy, cell)}
            />
          </li>
        ))}
        {more > 0 && (
          <li>
            <button type="button" onClick={() => (most.value += STEP)}>
              {more} more
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
  const { cells = [], known = [] } = files.value.get(key) ?? {};
  const count = cells.length;
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
  cell: FrameCell;
  known: FrameKnown;
  isShown: boolean;
}

function Frame({ cell, known: { id, finding, failure, isRunning }, isShown }: FrameProps) {
  const { policy, name, label } = cell;
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
      aria-label={`Show ${name}${said === '' ? '' : `, ${said}`}`}
      data-tip={failure ?? `Show ${name}`}
      data-testid="frame-cell"
      onClick={() => void choosePolicy(policy)}
    >
      <span class="frame-picture">
        {id !== undefined ? (
          <ImageThumbnail imageId={id} side={SIDE} />
        ) : failure === undefined ? (
          <span class="muted waiting" />
        ) : (
          <span class="muted">no picture</span>
        )}
      </span>
      <span>{label}</span>
      <span class={`queue-verdict tone-${tone}`}>{said}</span>
    </button>
  );
}
