import { useSignal } from '@preact/signals';
import { CHART_SIZES, sizeText } from '../../shared/fingerprint/chart/chart-size.ts';
import { Dialog } from '../widgets/dialog.tsx';
import {
  addReturned,
  ownSizes,
  problem,
  readAll,
  removeReturned,
  returned,
  saveChart,
  showsFingerprint,
  vias,
} from './fingerprint-actions.ts';
import { FingerprintResult } from './fingerprint-result.tsx';

/** Guides through the fingerprint of a service: charts out, pictures back, the resizer by name. */
export function FingerprintDialog() {
  return (
    <Dialog open={showsFingerprint} name="fingerprint" title="Fingerprint a service">
      <div class="fingerprint-page">
        <p class="muted">
          How does a service resize that you cannot look into? Send it a chart. What comes back says
          library, method, size, phase and crop. Nothing is sent from here.
        </p>
        <section aria-labelledby="fingerprint-charts">
          <h3 id="fingerprint-charts">1. Save a chart, and send it to the service</h3>
          <Charts />
        </section>
        <section aria-labelledby="fingerprint-returned">
          <h3 id="fingerprint-returned">2. Add what came back, as it came</h3>
          <ReturnedPictures />
        </section>
        <section aria-labelledby="fingerprint-result" aria-live="polite">
          <h3 id="fingerprint-result">3. The sampler</h3>
          <FingerprintResult />
        </section>
        <div class="buttons">
          <button
            type="button"
            data-tip="Close: Escape"
            onClick={() => (showsFingerprint.value = false)}
          >
            Close
          </button>
        </div>
      </div>
    </Dialog>
  );
}

function Charts() {
  const size = useSignal('');
  const sizes = [...CHART_SIZES.map(sizeText), ...ownSizes.value];
  return (
    <>
      <div class="fingerprint-row">
        {sizes.map((each, i) => (
          <button
            key={each}
            type="button"
            class={i === 0 ? 'primary' : ''}
            data-tip="Save a chart of this size to send to the service"
            autofocus={i === 0}
            onClick={() => void saveChart(each)}
          >
            Save {each}
          </button>
        ))}
        <form
          class="fingerprint-row"
          onSubmit={(event) => {
            event.preventDefault();
            void saveChart(size.value.trim());
          }}
        >
          <label for="chart-size">another size</label>
          <input
            id="chart-size"
            type="text"
            required
            autocomplete="off"
            placeholder="1280x960"
            pattern="\s*\d+[x×]\d+\s*"
            data-tip="A width and a height of 256 to 4096 pixels, such as 1280x960"
            value={size.value}
            onInput={({ currentTarget }) => (size.value = currentTarget.value)}
          />
          <button type="submit" data-tip="Save a chart of the size that is written">
            Save
          </button>
        </form>
      </div>
      <p class="muted">
        The first is enough for most. The others have other aspects, which tell a fixed size from a
        fixed side.
      </p>
      {problem.value !== null && <p role="alert">{problem.value}</p>}
    </>
  );
}

function ReturnedPictures() {
  const isOver = useSignal(false);
  return (
    <div
      class={`fingerprint-drop${isOver.value ? ' is-over' : ''}`}
      data-testid="fingerprint-drop"
      onDragOver={(event) => {
        // The page would open the files in the viewer.
        event.preventDefault();
        event.stopPropagation();
        isOver.value = true;
      }}
      onDragLeave={() => (isOver.value = false)}
      onDrop={(event) => {
        event.preventDefault();
        event.stopPropagation();
        isOver.value = false;
        void addReturned([...(event.dataTransfer?.files ?? [])]);
      }}
    >
      <div class="fingerprint-row">
        <label class="fingerprint-file">
          <span>Choose pictures, or drop them here</span>
          <input
            type="file"
            multiple
            data-testid="fingerprint-files"
            onChange={({ currentTarget }) => {
              void addReturned([...(currentTarget.files ?? [])]);
              currentTarget.value = '';
            }}
          />
        </label>
      </div>
      {returned.value.length > 0 && (
        <ul class="fingerprint-list">
          {returned.value.map((each) => (
            <li key={each}>
              <span class="fingerprint-name">{each.name}</span>
              {each.problem !== null && <span role="alert">{each.problem}</span>}
              <button
                type="button"
                class="quiet"
                aria-label={`Remove ${each.name}`}
                onClick={() => void removeReturned(each)}
              >
                Remove
              </button>
            </li>
          ))}
        </ul>
      )}
      <details>
        <summary>A client may have made the chart smaller before</summary>
        <form
          class="fingerprint-row"
          onSubmit={(event) => {
            event.preventDefault();
            void readAll();
          }}
        >
          <label for="fingerprint-vias">to</label>
          <input
            id="fingerprint-vias"
            type="text"
            autocomplete="off"
            placeholder="768x576"
            pattern="\s*\d+x\d+\s*(,\s*\d+x\d+\s*)*"
            data-tip="Sizes such as 768x576, with commas between them"
            value={vias.value}
            onInput={({ currentTarget }) => (vias.value = currentTarget.value)}
          />
          <button type="submit" data-tip="Read what came back as of these sizes">
            Read again
          </button>
        </form>
      </details>
    </div>
  );
}
