import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import type { LineProfile, MachineView, OpenImage } from '../../../shared/api/contract.ts';
import { MAX_PROFILE_SAMPLES, type Line } from '../../../shared/image/line-profile.ts';
import { fetchProfile } from '../../client/api-client-evidence.ts';
import { dstFromSrc } from '../../geometry/spaces.ts';
import { attempt, canvasOfSvg, csvOf, pngOf, saveAs, svgText } from '../../out/take-out.ts';
import { provenanceOf } from '../../out/provenance.ts';
import * as scope from '../../session/scope-state.ts';
import * as state from '../../session/state.ts';
import { useQuery } from '../../session/use-query.ts';
import { colorScheme } from '../../widgets/color-scheme.ts';
import { OutButtons } from '../../widgets/out-buttons.tsx';
import { QueryBody } from '../../widgets/query-body.tsx';
import { useShownWidth } from '../../widgets/shown-width.ts';
import { CHANNELS_OF, COLORS, NAMES } from './channels.ts';

/** The values along a line on both scales. */
export function ProfilePanel({ image }: { image: OpenImage }) {
  const { value: line } = scope.line;
  const { value: tool } = scope.scopeTool;
  return (
    <section class="panel" aria-labelledby="profile-title" data-testid="profile">
      <h2 id="profile-title">Line profile</h2>
      <p class="muted">The values under a line, in the source and in the machine view.</p>
      <div class="scope-buttons">
        <button
          type="button"
          class="quiet"
          aria-pressed={tool === 'line'}
          data-testid="draw-line"
          data-tip="Drag a line over either pane"
          onClick={() => scope.toggleScopeTool('line')}
        >
          Draw a line
        </button>
        <button
          type="button"
          class="quiet"
          data-testid="line-across"
          data-tip="A line from left to right through the middle of what is seen"
          onClick={() => scope.lineThroughMiddle('x')}
        >
          Across the middle
        </button>
        <button
          type="button"
          class="quiet"
          data-tip="A line from top to bottom through the middle of what is seen"
          onClick={() => scope.lineThroughMiddle('y')}
        >
          Down the middle
        </button>
        {line !== null && (
          <button
            type="button"
            class="quiet"
            data-tip="Take the line away"
            onClick={() => scope.setLine(null)}
          >
            Clear
          </button>
        )}
      </div>
      {line !== null && <Profiles image={image} line={line} />}
    </section>
  );
}

function Profiles({ image, line }: { image: OpenImage; line: Line }) {
  const { value: view } = state.shownRequest;
  const { value: machineView } = state.machineView;
  const length = Math.hypot(line.x1 - line.x0, line.y1 - line.y0);
  const count = Math.min(MAX_PROFILE_SAMPLES, Math.max(2, Math.round(length)));
  const human = useQuery(JSON.stringify(['profile', image.id, null, line, count]), (signal) =>
    fetchProfile(image.id, null, line, count, signal),
  );
  const key = view === null ? null : JSON.stringify(['profile', image.id, view, line, count]);
  const machine = useQuery(key, (signal) =>
    fetchProfile(image.id, view, machineLine(line, machineView!), count, signal),
  );
  return (
    <QueryBody query={human} name="Reading the line">
      {(source) => (
        <ProfileCharts
          line={line}
          length={length}
          human={source}
          machine={machine.status === 'ready' ? machine.value : null}
        />
      )}
    </QueryBody>
  );
}

/** The same line in pixels of the machine view. */
function machineLine({ x0, y0, x1, y1 }: Line, view: MachineView): Line {
  const from = dstFromSrc(view, { srcX: x0, srcY: y0 });
  const to = dstFromSrc(view, { srcX: x1, srcY: y1 });
  return { x0: from.dstX, y0: from.dstY, x1: to.dstX, y1: to.dstY };
}

interface ProfileChartsProps {
  line: Line;
  /** In source pixels. */
  length: number;
  human: LineProfile;
  machine: LineProfile | null;
}

const ROW = 92;
const PLOT = { left: 34, right: 8, top: 6, height: ROW - 22 };

/** A row for each channel: the source in its color, the machine view over it in black or white. */
function ProfileCharts({ line, length, human, machine }: ProfileChartsProps) {
  const frame = useRef<HTMLDivElement>(null);
  const svg = useRef<SVGSVGElement>(null);
  const at = useSignal<number | null>(null);
  const shown = Math.max(200, useShownWidth(frame));
  const colors = COLORS[colorScheme.value];
  const channels = CHANNELS_OF[human.channels] ?? [];
  const count = human.samples.length;
  const plotWidth = shown - PLOT.left - PLOT.right;
  const height = ROW * channels.length;
  const provenance = () =>
    provenanceOf('Line profile', {
      Line: `(${Math.round(line.x0)}, ${Math.round(line.y0)}) to (${Math.round(line.x1)}, ${Math.round(line.y1)})`,
    });
  const point = ({ clientX }: PointerEvent): void => {
    const box = svg.current!.getBoundingClientRect();
    const place = ((clientX - box.left - PLOT.left) / plotWidth) * count;
    at.value = Math.min(count - 1, Math.max(0, Math.floor(place)));
  };
  const save = (): void => {
    const names = (side: string) => channels.map((channel) => `${side} ${channel}`);
    const values = (profile: LineProfile | null, i: number) =>
      channels.map((_, channel) => profile?.samples[i]?.[channel] ?? null);
    const rows = human.samples.map((_, i) => {
      const share = (i + 0.5) / count;
      const x = Math.floor(line.x0 + (line.x1 - line.x0) * share);
      const y = Math.floor(line.y0 + (line.y1 - line.y0) * share);
      return [
        Number((share * length).toFixed(2)),
        x,
        y,
        ...values(human, i),
        ...values(machine, i),
      ];
    });
    const columns = ['distance', 'x', 'y', ...names('human'), ...names('machine')];
    saveAs(csvOf(columns, rows, provenance()), 'profile.csv');
  };
  return (
    <figure class="histogram">
      <div
        ref={frame}
        class="histogram-frame"
        role="group"
        tabIndex={0}
        aria-label="Line profile. The arrow keys read place after place"
        onPointerMove={point}
        onPointerLeave={() => (at.value = null)}
        onKeyDown={(event) => {
          const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
          if (by === undefined) return;
          event.preventDefault();
          event.stopPropagation();
          const next = (at.value ?? count >> 1) + by * (event.shiftKey ? 10 : 1);
          at.value = Math.min(count - 1, Math.max(0, next));
        }}
      >
        <svg
          ref={svg}
          role="img"
          aria-label="Values along the line, the source in color, the machine view as a line over it"
          width={shown}
          height={height}
          viewBox={`0 0 ${shown} ${height}`}
          font-family="system-ui, sans-serif"
          font-size="10"
          data-testid="profile-chart"
        >
          <rect width={shown} height={height} fill={colors.ground} />
          {channels.map((channel, row) => {
            const top = row * ROW + PLOT.top;
            const bottom = top + PLOT.height;
            const pathOf = (profile: LineProfile): string =>
              pathAlong(profile, row, plotWidth, bottom);
            return (
              <g key={channel}>
                {[0, 0.5, 1].map((share) => (
                  <g key={share}>
                    <line
                      x1={PLOT.left}
                      x2={shown - PLOT.right}
                      y1={bottom - share * PLOT.height}
                      y2={bottom - share * PLOT.height}
                      stroke={colors.grid}
                    />
                    <text
                      x={PLOT.left - 4}
                      y={bottom - share * PLOT.height + 3.5}
                      text-anchor="end"
                      fill={colors.text}
                    >
                      {Math.round(share * human.most)}
                    </text>
                  </g>
                ))}
                <path
                  d={pathOf(human)}
                  fill="none"
                  stroke={colors.channels[channel]}
                  stroke-width="1.5"
                  data-scale="human"
                />
                {machine !== null && (
                  <path
                    d={pathOf(machine)}
                    fill="none"
                    stroke={colors.machine}
                    stroke-width="1.25"
                    stroke-dasharray="4 1.5"
                    data-scale="machine"
                  />
                )}
                <text x={PLOT.left} y={bottom + 12} fill={colors.text}>
                  {NAMES[channel]}, 0
                </text>
                <text x={shown - PLOT.right} y={bottom + 12} text-anchor="end" fill={colors.text}>
                  {Math.round(length)} source pixels
                </text>
              </g>
            );
          })}
          {at.value !== null && (
            <line
              data-not-out=""
              x1={PLOT.left + ((at.value + 0.5) / count) * plotWidth}
              x2={PLOT.left + ((at.value + 0.5) / count) * plotWidth}
              y1={0}
              y2={height}
              stroke={colors.text}
              stroke-dasharray="2 2"
            />
          )}
        </svg>
      </div>
      <figcaption>
        <span data-testid="profile-reading">
          {at.value === null
            ? 'Point at a place to read it.'
            : readingOf(at.value, line, human, machine)}
        </span>
        <OutButtons
          of="the line profile"
          makes={[
            ['SVG', () => saveAs(svgText(svg.current!, provenance()), 'profile.svg')],
            [
              'PNG',
              () =>
                attempt(async () =>
                  saveAs(await pngOf(await canvasOfSvg(svg.current!), provenance()), 'profile.png'),
                ),
            ],
            ['CSV', save],
          ]}
        />
      </figcaption>
    </figure>
  );
}

/** The values of a channel as a path, interrupted where the line leaves the picture. */
function pathAlong(profile: LineProfile, channel: number, width: number, bottom: number): string {
  const { samples, most } = profile;
  let isDown = false;
  return samples
    .map((values, i) => {
      const value = values?.[channel];
      const command = isDown ? 'L' : 'M';
      isDown = value !== undefined;
      if (value === undefined) return '';
      const x = PLOT.left + ((i + 0.5) / samples.length) * width;
      return `${command}${x.toFixed(2)} ${(bottom - (value / most) * PLOT.height).toFixed(2)}`;
    })
    .join('');
}

/** "(12, 30): human 1 2 3; machine 4 5 6". */
function readingOf(
  at: number,
  line: Line,
  human: LineProfile,
  machine: LineProfile | null,
): string {
  const share = (at + 0.5) / human.samples.length;
  const x = Math.floor(line.x0 + (line.x1 - line.x0) * share);
  const y = Math.floor(line.y0 + (line.y1 - line.y0) * share);
  const told = (profile: LineProfile): string =>
    profile.samples[at]?.map((value) => String(value)).join(' ') ?? 'nothing there';
  return `(${x}, ${y}): human ${told(human)}${machine === null ? '' : `; machine ${told(machine)}`}`;
}
