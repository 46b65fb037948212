import type { ComponentChildren } from 'preact';
import type { OpenImage } from '../../../shared/api/contract.ts';
import { STANDS_OUT_DB } from '../../../shared/spectrum/peaks.ts';
import { DEFAULT_SPECTRUM, type SpectrumOptions } from '../../../shared/spectrum/spectrum.ts';
import { useQuery } from '../../session/use-query.ts';
import { fetchSpectrum, fetchSpectrumPicture } from '../../client/api-client-evidence.ts';
import { aBoolean, oneOf, remembered } from '../../client/remembered.ts';
import * as state from '../../session/state.ts';
import { QueryBody } from '../../widgets/query-body.tsx';
import { CombPanel } from './comb-panel.tsx';
import { RINGED_PEAKS, standsOut } from './spectrum-drawing.ts';
import { SpectrumPicture } from './spectrum-picture.tsx';
import './spectrum.css';

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
  const { value: view } = state.shownRequest;
  const report = useQuery(JSON.stringify(['spectrum', image.id, options, view]), (signal) =>
    fetchSpectrum(image.id, options, view, signal),
  );
  const picture = useQuery(JSON.stringify(['spectrum-picture', image.id, options]), (signal) =>
    fetchSpectrumPicture(image.id, options, signal),
  );
  return (
    <>
      <section class="panel" aria-labelledby="spectrum-title">
        <h2 id="spectrum-title">Spectrum</h2>
        <div class="spectrum-controls">
          <Choice label="Window" signal={windowing} options={{ hann: 'Hann', none: 'none' }} />
          <Choice
            label="Detrend"
            signal={detrend}
            options={{ none: 'none', mean: 'mean', 'median-residual': 'median residual' }}
          />
          {!isGray && (
            <Choice
              label="Channel"
              signal={channel}
              options={{ mean: 'mean of r, g, b', r: 'red', g: 'green', b: 'blue' }}
            />
          )}
        </div>
        <QueryBody query={picture} name="Transforming the image">
          {(pixels) => (
            <QueryBody query={report} name="Predicting the peaks">
              {(told) => (
                <>
                  <label class="check">
                    <input
                      type="checkbox"
                      data-testid="spectrum-peaks"
                      checked={showsPeaks.value}
                      onChange={({ currentTarget }) => (showsPeaks.value = currentTarget.checked)}
                    />
                    Predicted peaks
                  </label>
                  <SpectrumPicture report={told} picture={pixels} showsPeaks={showsPeaks.value} />
                  <PeakSentence>{peakSentence(told)}</PeakSentence>
                </>
              )}
            </QueryBody>
          )}
        </QueryBody>
      </section>
      <CombPanel image={image} channel={options.channel} />
    </>
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
    return 'Choose a machine view to see which peaks a payload for that view would make.';
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
  signal: { value: T };
  options: Record<T, string>;
}

function Choice<T extends string>({ label, signal, options }: ChoiceProps<T>) {
  return (
    <label class="choice">
      <span>{label}</span>
      <select
        data-testid={`spectrum-${label.toLowerCase()}`}
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
