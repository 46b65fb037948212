import type { AxisExplanation } from '../../../shared/resample/explain-pixel.ts';
import { mergedTaps } from '../../../shared/resample/lattice.ts';
import * as hover from '../../session/hover.ts';
import { pinInside, togglePin, unpin } from '../../session/pixel-actions.ts';
import { usePixelReport } from '../../session/pixel-query.ts';
import type { Pixel } from '../../session/state.ts';
import * as state from '../../session/state.ts';
import { weightLabel } from '../../words/view-labels.ts';
import { readBy, type Sampling, type WeightedPixels } from '../../geometry/sampling.ts';
import { InfluencePicture } from './influence-picture.tsx';
import './pixel.css';

/** Taps and pixels that are listed; the rest is counted. */
const LISTED = 12;

/** Explains one machine pixel: where it samples the source, by which formula, and what it reads. */
export function PixelPanel() {
  const { value: pixel } = hover.inspected;
  const { value: sampling } = hover.sampling;
  const { value: view } = state.machineView;
  return (
    <section class="panel" aria-labelledby="pixel-title">
      <h2 id="pixel-title">Machine pixel</h2>
      <PixelFields pixel={pixel} />
      {pixel === null || view === null ? (
        <p class="muted">
          Point at a pixel of the machine view, or click a pixel to pin it. <kbd>P</kbd> pins one
          with the keyboard, <kbd>Shift</kbd> with an arrow key moves the pin.
        </p>
      ) : sampling === null ? (
        <p class="muted">This pipeline has no tables of weights.</p>
      ) : (
        <Explanation pixel={pixel} sampling={sampling} />
      )}
    </section>
  );
}

/** The place of the machine pixel that is explained, as numbers that are changed. */
export function PixelFields({ pixel }: { pixel: Pixel | null }) {
  const { value: view } = state.machineView;
  const { value: pinned } = state.pinned;
  const choose = (x: number, y: number): void => {
    if (Number.isInteger(x) && Number.isInteger(y)) pinInside({ x, y });
  };
  return (
    <div class="pixel-fields">
      <label for="pixel-x">X</label>
      <input
        id="pixel-x"
        data-testid="pixel-x"
        data-tip="The column of the output pixel, from 0"
        type="number"
        min={0}
        max={(view?.width ?? 1) - 1}
        disabled={view === null}
        value={pixel?.x ?? ''}
        onChange={({ currentTarget }) => choose(currentTarget.valueAsNumber, pixel?.y ?? 0)}
      />
      <label for="pixel-y">Y</label>
      <input
        id="pixel-y"
        data-testid="pixel-y"
        data-tip="The row of the output pixel, from 0"
        type="number"
        min={0}
        max={(view?.height ?? 1) - 1}
        disabled={view === null}
        value={pixel?.y ?? ''}
        onChange={({ currentTarget }) => choose(pixel?.x ?? 0, currentTarget.valueAsNumber)}
      />
      <button
        type="button"
        data-testid="pin"
        data-command="pixel.pin"
        data-tip={
          pinned === null
            ? 'Keep this pixel while the pointer moves on'
            : 'Follow the pointer again'
        }
        aria-pressed={pinned !== null}
        disabled={view === null}
        onClick={() => (pinned === null ? togglePin(null) : unpin())}
      >
        Pin
      </button>
    </div>
  );
}

function Explanation({ pixel, sampling }: { pixel: Pixel; sampling: Sampling }) {
  const report = usePixelReport(pixel);
  const taps = readBy(sampling, pixel.x, pixel.y);
  const columns = mergedTaps(sampling.x.taps, pixel.x);
  const rows = mergedTaps(sampling.y.taps, pixel.y);
  return (
    <>
      <p role={state.pinned.value === null ? undefined : 'status'} data-testid="pixel-sentence">
        {taps.count === 0
          ? `(${pixel.x}, ${pixel.y}) is padding: it reads no source pixel.`
          : `(${pixel.x}, ${pixel.y}) reads ${pixelCount(taps.count)}: ` +
            `${columns.length} across, ${rows.length} down.`}
      </p>
      <AxisFormula axis="x" count={columns.length} explained={report?.x ?? null} />
      <AxisFormula axis="y" count={rows.length} explained={report?.y ?? null} />
      {taps.count > 0 && (
        <>
          <InfluencePicture columns={columns} rows={rows} />
          <div class="axis-tables">
            <AxisTaps axis="x" taps={columns} />
            <AxisTaps axis="y" taps={rows} />
          </div>
          <Products taps={taps} />
        </>
      )}
    </>
  );
}

interface AxisFormulaProps {
  axis: 'x' | 'y';
  count: number;
  explained: AxisExplanation | null;
}

/** Where the pixel samples the source along one axis, and by which formula. */
function AxisFormula({ axis, count, explained }: AxisFormulaProps) {
  return (
    <div class="axis" data-testid={`axis-${axis}`}>
      <h3>
        {axis === 'x' ? 'Across' : 'Down'}{' '}
        <span class="muted">
          {count === 1 ? '1 tap' : `${count} taps`}
          {explained !== null && `, ${modeName(explained.mode)}`}
        </span>
      </h3>
      <p class="formula">
        <code>{explained?.formula ?? '…'}</code>
        <code>{explained?.worked ?? ' '}</code>
      </p>
    </div>
  );
}

function AxisTaps({ axis, taps }: { axis: 'x' | 'y'; taps: [number, number][] }) {
  return (
    <div>
      <table class="taps" data-testid={`taps-${axis}`}>
        <caption class="hidden-text">Taps {axis === 'x' ? 'across' : 'down'}</caption>
        <thead>
          <tr>
            <th scope="col">{axis === 'x' ? 'column' : 'row'}</th>
            <th scope="col">weight</th>
          </tr>
        </thead>
        <tbody>
          {taps.slice(0, LISTED).map(([index, weight]) => (
            <tr key={index}>
              <td>{index}</td>
              <td>{weightLabel(weight)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {taps.length > LISTED && <p class="muted">and {taps.length - LISTED} more</p>}
    </div>
  );
}

function Products({ taps }: { taps: WeightedPixels }) {
  const shown = taps.pixels.slice(0, LISTED);
  return (
    <div class="axis">
      <h3>
        Products <span class="muted">weight across × weight down, the heaviest first</span>
      </h3>
      <table class="taps" data-testid="products">
        <caption class="hidden-text">Source pixels and their weights</caption>
        <thead>
          <tr>
            <th scope="col">source pixel</th>
            <th scope="col">weight</th>
          </tr>
        </thead>
        <tbody>
          {shown.map(({ x, y, weight }) => (
            <tr key={`${x},${y}`}>
              <td>
                ({x}, {y})
              </td>
              <td>{weightLabel(weight)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {taps.count > shown.length && <p class="muted">and {taps.count - shown.length} more</p>}
    </div>
  );
}

function pixelCount(count: number): string {
  return count === 1 ? '1 source pixel' : `${count} source pixels`;
}

function modeName(mode: AxisExplanation['mode']): string {
  if (mode === null) return 'no single formula: the centroid of the taps';
  return mode === 'half_pixel' ? 'half-pixel centers' : mode;
}
