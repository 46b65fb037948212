import type { ComponentChildren } from 'preact';
import type { OpenImage, SpectrumReport } from '../../../shared/api/contract.ts';
import { STANDS_OUT_DB } from '../../../shared/spectrum/peaks.ts';
import { DEFAULT_SPECTRUM, type SpectrumOptions } from '../../../shared/spectrum/spectrum.ts';
import { useQuery } from '../../session/use-query.ts';
import type { TileBytes } from '../../client/call.ts';
import { fetchSpectrum, fetchSpectrumPicture } from '../../client/api-client-evidence.ts';
import { aBoolean, oneOf, remembered } from '../../client/remembered.ts';
import type { Loadable } from '../../session/state.ts';
import * as state from '../../session/state.ts';
import { QueryBody } from '../../widgets/query-body.tsx';
import { CombPanel } from './comb-panel.tsx';
import { RINGED_PEAKS, standsOut } from './spectrum-drawing.ts';
import { SpectrumPicture } from './spectrum-picture.tsx';
import './spectrum.css';

/** Pixels of images that are transformed whole at once: one tile. */
const AT_ONCE = 1024 * 1024;

const WINDOWS = ['hann', 'none'] as const;
const DETRENDS = ['none', 'mean', 'median-residual'] as const;
const CHANNELS = ['mean', 'r', 'g', 'b'] as const;

const windowing = remembered('spectrum-window', DEFAULT_SPECTRUM.window, oneOf(WINDOWS));
const detrend = remembered('spectrum-detrend', DEFAULT_SPECTRUM.detrend, oneOf(DETRENDS));
const channel = remembered('spectrum-channel', DEFAULT_SPECTRUM.channel, oneOf(CHANNELS));
const showsPeaks = remembered('spectrum-peaks', true, aBoolean);

/** The spectrum of the source with the peaks of the machine view, and the combs of both axes. */
export function SpectrumPanel({ image }: { image: OpenImage }) {
  const isGray = image.raster.channels < 3;
  const options: SpectrumOptions = {
    window: windowing.value,
    detrend: detrend.value,
    channel: isGray ? 'mean' : channel.value,
  };
  // A first look at once where the whole takes longer, which is asked for when that is there.
  const isLarge = image.raster.width * image.raster.height > AT_ONCE;
  const coarse = useSpectrum(image.id, { ...options, detail: 'coarse' }, isLarge);
  const isNext = !isLarge || coarse.status === 'ready' || coarse.status === 'failed';
  const full = useSpectrum(image.id, options, isNext);
  const isCoarse = full.status !== 'ready' && full.status !== 'failed' && coarse.status === 'ready';
  return (
    <>
      <section class="panel" aria-labelledby="spectrum-title">
        <h2 id="spectrum-title">Spectrum</h2>
        <div class="spectrum-controls">
          <Choice
            label="Window"
            tip="Hann keeps bright frequencies from leaking over the picture"
            signal={windowing}
            options={{ hann: 'Hann', none: 'none' }}
          />
          <Choice
            label="Detrend"
            tip="What is taken off before: nothing, the mean, or the median of the neighbors"
            signal={detrend}
            options={{ none: 'none', mean: 'mean', 'median-residual': 'median residual' }}
          />
          {!isGray && (
            <Choice
              label="Channel"
              tip="The channel that is transformed"
              signal={channel}
              options={{ mean: 'mean of r, g, b', r: 'red', g: 'green', b: 'blue' }}
            />
          )}
        </div>
        <QueryBody query={isCoarse ? coarse : full} name="Transforming the image">
          {({ report, picture }) => (
            <>
              <label class="check">
                <input
                  type="checkbox"
                  data-testid="spectrum-peaks"
                  data-tip="Ring the places where a payload for the machine view would make a peak"
                  checked={showsPeaks.value}
                  onChange={({ currentTarget }) => (showsPeaks.value = currentTarget.checked)}
                />
                Predicted peaks
              </label>
              {isLarge && <Detail report={report} isCoarse={isCoarse} />}
              <SpectrumPicture report={report} picture={picture} showsPeaks={showsPeaks.value} />
              <PeakSentence>{isCoarse ? COARSE_PEAKS : peakSentence(report)}</PeakSentence>
            </>
          )}
        </QueryBody>
      </section>
      <CombPanel image={image} channel={options.channel} />
    </>
  );
}

/** Said of peaks while they are not measured yet. */
const COARSE_PEAKS = 'Which peaks stand out is said once the full spectrum is there.';

interface Spectrum {
  report: SpectrumReport;
  picture: TileBytes;
}

/** The spectrum and its picture, once `isAsked`. */
function useSpectrum(
  imageId: string,
  options: SpectrumOptions,
  isAsked: boolean,
): Loadable<Spectrum> {
  const { value: view } = state.shownRequest;
  const key = (name: string, ...of: unknown[]): string | null =>
    isAsked ? JSON.stringify([name, imageId, options, ...of]) : null;
  const picture = useQuery(key('spectrum-picture'), (signal) =>
    fetchSpectrumPicture(imageId, options, signal),
  );
  const report = useQuery(key('spectrum', view), (signal) =>
    fetchSpectrum(imageId, options, view, signal),
  );
  if (picture.status !== 'ready') return picture;
  if (report.status !== 'ready') return report;
  return { status: 'ready', value: { report: report.value, picture: picture.value } };
}

/** How fine the spectrum is that is shown; while it is coarse, that the whole is on its way. */
function Detail({ report, isCoarse }: { report: SpectrumReport; isCoarse: boolean }) {
  const parts = `${report.tiles} parts of ${report.width}x${report.height} pixels`;
  return (
    <div class="spectrum-detail" role="status" data-testid="spectrum-detail">
      <span>
        {isCoarse
          ? `Coarse: ${parts}. Transforming all of the image…`
          : `Full: the mean of ${parts}.`}
      </span>
      {isCoarse && <progress aria-label="Transforming all of the image" />}
    </div>
  );
}

function PeakSentence({ children }: { children: ComponentChildren }) {
  return (
    <p class="muted" data-testid="spectrum-sentence">
      {children}
    </p>
  );
}

/** How many of the peaks that a payload for the view would make are there. */
function peakSentence({ peaks, target }: Parameters<typeof SpectrumPicture>[0]['report']): string {
  if (target === null)
    return 'Choose a pipeline to see which peaks a payload for its machine view would make.';
  const { pipeline, width, height } = target;
  const name = `${width}x${height} by ${pipeline}`;
  if (peaks.length === 0) {
    return `A payload for ${name} would make no peaks, because it reads every pixel equally.`;
  }
  const ringed = peaks.slice(0, RINGED_PEAKS);
  const seen = ringed.filter(standsOut).length;
  return (
    `Rings: where a payload for ${name} would make a peak. ${seen} of ${ringed.length} stand out ` +
    `from their surroundings by ${STANDS_OUT_DB} dB or more (whole rings). The others are dashed.`
  );
}

interface ChoiceProps<T extends string> {
  label: string;
  tip: string;
  signal: { value: T };
  options: Record<T, string>;
}

function Choice<T extends string>({ label, tip, signal, options }: ChoiceProps<T>) {
  return (
    <label class="choice">
      <span>{label}</span>
      <select
        data-testid={`spectrum-${label.toLowerCase()}`}
        data-tip={tip}
        value={signal.value}
        onChange={({ currentTarget }) => (signal.value = currentTarget.value as T)}
      >
        {(Object.entries(options) as [T, string][]).map(([value, title]) => (
          <option key={value} value={value}>
            {title}
          </option>
        ))}
      </select>
    </label>
  );
}
