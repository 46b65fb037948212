import { cancelMeasure, measureBrowser, whyNotMeasured } from './matrix-actions.ts';
import * as state from '../../session/state.ts';
import { bandWord, viewBand, type ViewBand } from '../../../shared/verdict/view-bands.ts';
import { FIRST_LOOK } from '../../../shared/verdict/thresholds.ts';
import { Distance, DistanceMeaning, Work } from './matrix-parts.tsx';
import { Thumbnail } from '../../viewer/thumbnail.tsx';

/** What this browser's own resizing makes of the image, measured and not modelled. */
export function BrowserPanel() {
  const { value: measured } = state.measured;
  return (
    <section class="panel" aria-labelledby="browser-title">
      <h2 id="browser-title">This browser (measured)</h2>
      <p class="muted">
        Measured now with this browser’s own calls, not modelled. Another browser or version may
        differ.
      </p>
      <Work
        name="Measure this browser"
        testId="measure"
        tip="Resize the image by all that this browser offers, and compare"
        work={measured}
        whyNot={whyNotMeasured()}
        onStart={() => void measureBrowser()}
        onCancel={cancelMeasure}
      />
      {measured.status === 'done' && (
        <>
          <p role="status">
            At {measured.value.target.width}x{measured.value.target.height}:
          </p>
          <DistanceMeaning />
          <ul class="matrix-rows" data-testid="measured-rows">
            {measured.value.rows.map((row) => (
              <li key={row.calls[0]} class="matrix-row" data-testid="measured-row">
                <Thumbnail picture={row.picture} label={`By ${row.calls.join(' and ')}`} />
                <div class="matrix-facts">
                  <BandTag band={viewBand(row.normalised, FIRST_LOOK)} />
                  <Distance rms={row.rms} normalised={row.normalised} />
                </div>
                <ul class="calls">
                  {row.calls.map((call) => (
                    <li key={call}>{call}</li>
                  ))}
                </ul>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

function BandTag({ band }: { band: ViewBand }) {
  const tone = band === 'fair' ? 'tag-safe' : band === 'near' ? '' : 'tag-open';
  return <span class={`tag ${tone}`}>{bandWord(band)}</span>;
}
