import type { Histogram, MachineView, OpenImage } from '../../../shared/api/contract.ts';
import type { Rectangle } from '../../geometry/spaces.ts';
import { dstFromSrc } from '../../geometry/spaces.ts';
import { useQuery } from '../../session/use-query.ts';
import { fetchHistogram } from '../../client/api-client-evidence.ts';
import { oneOf, remembered } from '../../client/remembered.ts';
import * as scope from '../../session/scope-state.ts';
import * as state from '../../session/state.ts';
import { QueryBody } from '../../widgets/query-body.tsx';
import { HistogramChart, type ChannelOf } from './histogram-chart.tsx';
import type { CountScale } from './histogram-shape.ts';
import { ProfilePanel } from './profile-panel.tsx';
import { Statistics } from './statistics.tsx';
import './histogram.css';

const SCALES = ['linear', 'log'] as const;
const scale = remembered<CountScale>('histogram-scale', 'linear', oneOf(SCALES));

/** How often each value occurs, in the source and in the machine view over each other; and along a line. */
export function HistogramPanel({ image }: { image: OpenImage }) {
  return (
    <>
      <section class="panel" aria-labelledby="histogram-title">
        <h2 id="histogram-title">Histogram</h2>
        <p class="muted">
          How often each value occurs: human scale filled, machine scale as a line. A fair reduction
          keeps the shape. A picture that only the machine sees has a different one.
        </p>
        <div class="choices" role="radiogroup" aria-label="Scale of the counts">
          {SCALES.map((name) => (
            <label key={name} class="check">
              <input
                type="radio"
                name="histogram-scale"
                data-tip={
                  name === 'log' ? 'Rare values are seen too' : 'Heights are shares of the pixels'
                }
                checked={scale.value === name}
                onChange={() => (scale.value = name)}
              />
              {name === 'log' ? 'logarithmic' : 'linear'}
            </label>
          ))}
        </div>
        <RegionButtons />
        <Counts image={image} />
      </section>
      <ProfilePanel image={image} />
    </>
  );
}

function RegionButtons() {
  const { value: region } = scope.region;
  return (
    <div class="scope-buttons" role="group" aria-label="What is counted">
      <button
        type="button"
        class="quiet"
        aria-pressed={region === null}
        data-tip="Count every pixel"
        onClick={() => scope.setRegion(null)}
      >
        Whole picture
      </button>
      <button
        type="button"
        class="quiet"
        data-testid="region-in-view"
        data-tip="Count only the part that is seen now"
        onClick={scope.regionInView}
      >
        Part in view
      </button>
      <button
        type="button"
        class="quiet"
        aria-pressed={scope.scopeTool.value === 'region'}
        data-testid="draw-region"
        data-tip="Drag a box over either pane, and count what is in it"
        onClick={() => scope.toggleScopeTool('region')}
      >
        Draw a region
      </button>
    </div>
  );
}

function Counts({ image }: { image: OpenImage }) {
  const { value: view } = state.shownRequest;
  const { value: machineView } = state.machineView;
  const { value: region } = scope.region;
  const ofMachine =
    region === null || machineView === null ? null : machineRegion(region, machineView);
  const human = useQuery(JSON.stringify(['histogram', image.id, null, region]), (signal) =>
    fetchHistogram(image.id, null, region, signal),
  );
  const isMachineThere = view !== null && (region === null || ofMachine !== null);
  const machine = useQuery(
    isMachineThere ? JSON.stringify(['histogram', image.id, view, ofMachine]) : null,
    (signal) => fetchHistogram(image.id, view, ofMachine, signal),
  );
  return (
    <div data-testid="histograms">
      <QueryBody query={human} name="Counting values">
        {(source) => (
          <Channels human={source} machine={machine.status === 'ready' ? machine.value : null} />
        )}
      </QueryBody>
    </div>
  );
}

/** The machine pixels whose middle is in `region` of the source, one at least; null beside the view. */
function machineRegion({ x, y, width, height }: Rectangle, view: MachineView): Rectangle | null {
  const from = dstFromSrc(view, { srcX: x, srcY: y });
  const to = dstFromSrc(view, { srcX: x + width, srcY: y + height });
  const x0 = Math.max(0, Math.floor(from.dstX));
  const y0 = Math.max(0, Math.floor(from.dstY));
  const x1 = Math.min(view.raster.width, Math.max(x0 + 1, Math.round(to.dstX)));
  const y1 = Math.min(view.raster.height, Math.max(y0 + 1, Math.round(to.dstY)));
  return x1 > x0 && y1 > y0 ? { x: x0, y: y0, width: x1 - x0, height: y1 - y0 } : null;
}

function Channels({ human, machine }: { human: Histogram; machine: Histogram | null }) {
  const { value: region } = scope.region;
  const part =
    region === null
      ? 'The whole picture'
      : `${region.width}x${region.height} at (${region.x}, ${region.y})`;
  return (
    <>
      {human.channels.map((channel) => (
        <HistogramChart
          key={channel.channel}
          human={{ channel, pixels: human.width * human.height }}
          machine={sameChannel(machine, channel.channel)}
          most={human.most}
          scale={scale.value}
          part={part}
        />
      ))}
      <Statistics human={human} machine={machine} part={part} />
    </>
  );
}

/** The channel of the same name; none where the other has other ones, such as gray. */
function sameChannel(of: Histogram | null, name: string): ChannelOf | null {
  const channel = of?.channels.find((each) => each.channel === name);
  return of === null || channel === undefined ? null : { channel, pixels: of.width * of.height };
}
