import { useSignal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import type { OpenImage, SweepPoint } from '../../../shared/api/contract.ts';
import { MAX_TARGET_SIDE } from '../../../shared/pipelines/steps/limits.ts';
import type { Size } from '../../../shared/base/raster.ts';
import { MOST_ROWS, MOST_SIZES, spikesOf } from '../../../shared/analyze/sweep.ts';
import { bandWord, viewBand } from '../../../shared/verdict/view-bands.ts';
import { FIRST_LOOK } from '../../../shared/verdict/thresholds.ts';
import { chooseSize } from '../../session/actions.ts';
import type { SweepRange } from '../../client/api-client-evidence.ts';
import * as state from '../../session/state.ts';
import { present, startSweep, stopSweep } from './sweep-actions.ts';
import type { Curve } from '../../widgets/chart.ts';
import { CurveView } from '../../widgets/curve.tsx';
import { Filmstrip, filmSizes } from './filmstrip.tsx';
import { estimateLabel } from '../../words/sentences.ts';
import './sweep.css';

/** Sizes to either side of the present one that are swept at first. */
const REACH = 20;
const LEAST_SIDE = 2;
/** Spikes that are marked. */
const MARKED = 4;

/** How far the machine view strays, size by size, and the views themselves. */
export function SweepPanel({ image }: { image: OpenImage }) {
  const { value: pipeline } = state.pipeline;
  const { value: shown } = state.machineView;
  return (
    <section class="panel" aria-labelledby="sweep-title">
      <h2 id="sweep-title">Sweep</h2>
      <p class="muted">
        The machine view at a range of sizes: how far each is from the antialiased view, divided by
        what the picture’s own detail explains. A hidden picture makes a spike at its size and
        almost disappears one size away. Of each view at most {MOST_ROWS} rows are compared, so the
        figures are estimates.
      </p>
      {pipeline !== null && !pipeline.sizeIsFree ? (
        <p>{pipeline.id} fixes its own size. Choose a pipeline that takes any size.</p>
      ) : (
        pipeline !== null &&
        shown !== null && (
          <Sweeping
            key={`${image.id} ${pipeline.id}`}
            image={image}
            pipeline={pipeline.id}
            at={shown}
          />
        )
      )}
    </section>
  );
}

interface SweepingProps {
  image: OpenImage;
  pipeline: string;
  /** The size that is shown when the sweep is first seen. */
  at: Size;
}

interface Sides {
  from: number;
  to: number;
  step: number;
}

function around({ width }: Size): Sides {
  return { from: Math.max(LEAST_SIDE, width - REACH), to: width + REACH, step: 1 };
}

function Sweeping({ image, pipeline, at }: SweepingProps) {
  const sides = useSignal<Sides>(around(at));
  // Sizes keep the shape that was shown first, in thousandths as the API takes it.
  const aspect = useSignal(Math.max(1, Math.round((1000 * at.height) / at.width)));
  const problem = problemOf(sides.value);
  const go = (next: Sides): void => {
    sides.value = next;
    if (problemOf(next) === null) {
      void startSweep(image.id, { pipeline, ...next, aspect: aspect.value } satisfies SweepRange);
    }
  };
  useEffect(() => {
    go(sides.value);
    return stopSweep;
  }, []);
  const isOwn = present.value?.imageId === image.id && present.value.pipeline === pipeline;
  const run = isOwn ? present.value : null;
  return (
    <>
      <form
        class="sweep-fields"
        onSubmit={(event) => {
          event.preventDefault();
          go(sides.value);
        }}
      >
        <Side name="From" field="from" tip="The smallest width" sides={sides} />
        <Side name="To" field="to" tip="The largest width" sides={sides} />
        <Side name="Step" field="step" tip="From one width to the next" sides={sides} />
        {run?.status === 'running' ? (
          <button
            type="button"
            data-testid="sweep-stop"
            data-tip="Stop; what is measured stays"
            onClick={stopSweep}
          >
            Stop
          </button>
        ) : (
          <button
            type="submit"
            data-testid="sweep-start"
            data-tip="Make the machine view of every size of the range"
            disabled={problem !== null}
          >
            Sweep
          </button>
        )}
      </form>
      <div class="sweep-state">
        {problem !== null && <p role="alert">{problem}</p>}
        {run?.status === 'running' && <progress aria-label="Sweep" max={1} value={run.fraction} />}
        {run?.status === 'failed' && <p role="alert">{run.message}</p>}
        {run?.status === 'stopped' && (
          <p class="muted">Stopped. The sizes measured so far are shown.</p>
        )}
      </div>
      {run !== null && run.points.length > 0 && (
        <Result
          points={run.points}
          isDone={run.status !== 'running'}
          image={image}
          pipeline={pipeline}
        />
      )}
    </>
  );
}

/** What is wrong with a range, or null. */
function problemOf({ from, to, step }: Sides): string | null {
  const isWhole = [from, to, step].every((value) => Number.isInteger(value) && value >= 1);
  if (!isWhole) return 'From, to and step are whole numbers from 1 on.';
  if (to < from) return 'The last size is smaller than the first.';
  if (to > MAX_TARGET_SIDE) return `The largest size is ${MAX_TARGET_SIDE}.`;
  if ((to - from) / step >= MOST_SIZES) return `A sweep has at most ${MOST_SIZES} sizes.`;
  return null;
}

interface SideProps {
  name: string;
  field: keyof Sides;
  tip: string;
  sides: { value: Sides };
}

function Side({ name, field, tip, sides }: SideProps) {
  return (
    <label class="choice">
      <span>{name}</span>
      <input
        type="number"
        min={1}
        max={MAX_TARGET_SIDE}
        data-testid={`sweep-${field}`}
        data-tip={tip}
        value={sides.value[field]}
        onInput={({ currentTarget }) => {
          sides.value = { ...sides.value, [field]: currentTarget.valueAsNumber };
        }}
      />
    </label>
  );
}

interface ResultProps {
  points: readonly SweepPoint[];
  isDone: boolean;
  image: OpenImage;
  pipeline: string;
}

function Result({ points, isDone, image, pipeline }: ResultProps) {
  const { value: shown } = state.machineView;
  const width = shown?.width ?? null;
  const spikes = useMemo(() => spikesOf(points), [points]);
  const curve = useMemo<Curve>(
    () => ({
      points: points.map((point) => ({ x: point.width, y: point.normalised })),
      marks: spikes
        .slice(0, MARKED)
        .map((point) => ({ x: point.width, y: point.normalised, label: `${point.width}` })),
      xTitle: 'width',
      yTitle: '× own detail',
      threshold: FIRST_LOOK.suspicious,
      present: width,
    }),
    [points, spikes, width],
  );
  const sizeAt = (side: number) => points.find((point) => point.width === side);
  const choose = (side: number): void => {
    const point = sizeAt(side);
    if (point !== undefined) void chooseSize({ width: point.width, height: point.height });
  };
  return (
    <>
      <p role="status" data-testid="sweep-sentence">
        {isDone ? sentenceOf(points, spikes) : ''}
      </p>
      <CurveView
        curve={curve}
        label={`Disagreement from width ${points[0].width} to ${points.at(-1)!.width}`}
        testId="sweep-curve"
        file={
          isDone
            ? {
                of: 'the sweep',
                name: 'sweep',
                columns: ['width', 'height', 'times own detail', 'grey levels'],
                rows: points.map((each) => [each.width, each.height, each.normalised, each.rms]),
              }
            : null
        }
        describe={({ x, y }) => {
          const point = sizeAt(x);
          return point === undefined
            ? ''
            : `${point.width}x${point.height}: about ${estimateLabel(y)} × its detail, ${point.rms.toFixed(0)} levels`;
        }}
        onChoose={choose}
      />
      {isDone && (
        <Filmstrip
          imageId={image.id}
          pipeline={pipeline}
          sizes={filmSizes(points, spikes[0] ?? sizeAt(width ?? -1) ?? null)}
        />
      )}
    </>
  );
}

function sentenceOf(points: readonly SweepPoint[], spikes: readonly SweepPoint[]): string {
  const [best] = spikes;
  const name = ({ width, height }: SweepPoint): string => `${width}x${height}`;
  if (best === undefined) {
    const none = `None of ${points.length} sizes stands out (${FIRST_LOOK.suspicious} times what the picture’s own detail explains)`;
    const most = points.reduce((a, b) => (b.normalised > a.normalised ? b : a));
    const band = viewBand(most.normalised, FIRST_LOOK);
    return band === 'near' ? `${none}; ${name(most)} is ${bandWord(band)}.` : `${none}.`;
  }
  const more = spikes.length > 1 ? `; ${spikes.length - 1} more spikes` : '';
  return `${name(best)} stands out most, about ${estimateLabel(best.normalised)} times what the picture’s own detail explains${more}.`;
}
