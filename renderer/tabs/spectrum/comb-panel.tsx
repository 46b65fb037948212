import { useMemo } from 'preact/hooks';
import type { AxisCombs, OpenImage } from '../../../shared/api/contract.ts';
import type { Size } from '../../../shared/base/raster.ts';
import type { AxisComb } from '../../../shared/spectrum/axis-comb.ts';
import type { SpectrumChannel } from '../../../shared/spectrum/spectrum.ts';
import { chooseSize } from '../../session/actions.ts';
import { useQuery } from '../../session/use-query.ts';
import { fetchCombs } from '../../client/api-client-evidence.ts';
import * as state from '../../session/state.ts';
import { QueryBody } from '../../widgets/query-body.tsx';
import type { Curve } from '../../widgets/chart.ts';
import { CurveView } from '../../widgets/curve.tsx';

/** Candidates that are marked and listed. */
const MARKED = 5;

/** How strongly each size stands out along both axes, and the sizes that it suggests. */
export function CombPanel({ image, channel }: { image: OpenImage; channel: SpectrumChannel }) {
  const combs = useQuery(JSON.stringify(['combs', image.id, channel]), (signal) =>
    fetchCombs(image.id, channel, signal),
  );
  return (
    <section class="panel" aria-labelledby="combs-title">
      <h2 id="combs-title">Combs</h2>
      <p class="muted">
        How much the pixels on the lattice of each size differ from the pixels around them, along
        each axis, in standard deviations above chance.
      </p>
      <QueryBody query={combs} name="Measuring every size">
        {(value) => <Combs combs={value} />}
      </QueryBody>
    </section>
  );
}

function Combs({ combs }: { combs: AxisCombs }) {
  const candidates = candidatesOf(combs);
  return (
    <>
      <Axis
        name="Across"
        testId="comb-x"
        comb={combs.x}
        onChoose={(size) => look(combs, size, null)}
      />
      <Axis
        name="Down"
        testId="comb-y"
        comb={combs.y}
        onChoose={(size) => look(combs, null, size)}
      />
      {candidates.length > 0 && (
        <ul class="candidates" aria-label="Sizes that stand out">
          {candidates.map(({ width, height, across, down }) => (
            <li key={`${width}x${height}`}>
              <button
                type="button"
                data-testid="candidate"
                data-tip="Show the machine view of this size"
                aria-pressed={isShown({ width, height })}
                onClick={() => void chooseSize({ width, height })}
              >
                {width}x{height}
              </button>
              <span class="muted">{strengthText(across, down)}</span>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

interface AxisProps {
  name: string;
  testId: string;
  comb: AxisComb;
  onChoose: (size: number) => void;
}

function Axis({ name, testId, comb, onChoose }: AxisProps) {
  const { value: shown } = state.machineView;
  const present = (testId === 'comb-x' ? shown?.width : shown?.height) ?? null;
  const curve = useMemo<Curve>(() => curveOf(comb, name, present), [comb, name, present]);
  if (comb.z.length === 0) {
    return <p class="muted">{name}: the image is too small along this axis for any lattice.</p>;
  }
  const [best] = comb.best;
  const label =
    `${name}: how far each size from ${comb.least} on stands out` +
    (best === undefined ? '' : `; most of all ${best.size}, by ${best.z.toFixed(1)} deviations`);
  return (
    <CurveView
      curve={curve}
      label={label}
      testId={testId}
      file={{
        of: `the comb ${name.toLowerCase()}`,
        name: testId,
        columns: ['size', 'standard deviations above chance'],
        rows: Array.from(comb.z, (z, i) => [comb.least + i, z]),
      }}
      onChoose={onChoose}
      describe={({ x, y }) =>
        `${x}: ${y.toFixed(2)} σ, every ${(comb.length / x).toFixed(2)} pixels`
      }
    />
  );
}

function curveOf(comb: AxisComb, name: string, present: number | null): Curve {
  return {
    points: comb.z.map((y, i) => ({ x: comb.least + i, y: Math.max(0, y) })),
    marks: comb.best.slice(0, MARKED).map(({ size, z }) => ({ x: size, y: z, label: `${size}` })),
    xTitle: `size ${name.toLowerCase()}`,
    yTitle: 'σ',
    threshold: null,
    present,
  };
}

/** A size, and how strongly it stands out along each axis; null where it is not among the best there. */
interface Candidate extends Size {
  across: number | null;
  down: number | null;
}

/**
 * The sizes that stand out along either axis, the strongest first: each with the same size along the
 * other axis, or else the best there.
 */
export function candidatesOf({ x, y }: AxisCombs): Candidate[] {
  const strength = (comb: AxisComb, size: number): number | null =>
    comb.best.find((peak) => peak.size === size)?.z ?? null;
  const made = [
    ...x.best.slice(0, MARKED).map(({ size }) => [size, partnerOf(y, size)] as const),
    ...y.best.slice(0, MARKED).map(({ size }) => [partnerOf(x, size), size] as const),
  ].flatMap(([width, height]) =>
    width === null || height === null
      ? []
      : [{ width, height, across: strength(x, width), down: strength(y, height) }],
  );
  const distinct = new Map(made.map((each) => [`${each.width}x${each.height}`, each]));
  const most = ({ across, down }: Candidate): number => Math.max(across ?? 0, down ?? 0);
  return [...distinct.values()].sort((a, b) => most(b) - most(a));
}

function strengthText(across: number | null, down: number | null): string {
  const text = (z: number | null): string => (z === null ? '–' : `${z.toFixed(1)} σ`);
  return `${text(across)} across, ${text(down)} down`;
}

/** The side along `comb` that goes with `size` along the other axis. */
function partnerOf({ best }: AxisComb, size: number): number | null {
  return (best.find((peak) => peak.size === size) ?? best[0])?.size ?? null;
}

function look({ x, y }: AxisCombs, width: number | null, height: number | null): void {
  const across = width ?? partnerOf(x, height!) ?? height!;
  const down = height ?? partnerOf(y, width!) ?? width!;
  void chooseSize({ width: across, height: down });
}

function isShown({ width, height }: Size): boolean {
  const { value: shown } = state.machineView;
  return shown?.width === width && shown.height === height;
}
