import { percent, VERDICT_WORDS, wayText } from '../../shared/fingerprint/result/words.ts';
import type { Fingerprint, RankedClass } from '../../shared/fingerprint/result/told.ts';
import { reading, savePipeline } from './fingerprint-actions.ts';

/** Classes that are shown, and members of a class by name. */
const SHOWN = 5;
const MEMBERS = 4;

/** What was read: the ranking, what it rests on, and the pipeline. */
export function FingerprintResult() {
  const { value: now } = reading;
  switch (now.status) {
    case 'none':
      return <p class="muted">Nothing has come back yet.</p>;
    case 'running':
      return (
        <p>
          <progress value={now.fraction} aria-label="Reading" /> Reading: {now.stage}
        </p>
      );
    case 'failed':
      return <p role="alert">{now.error.message}</p>;
    case 'done':
      return <Read told={now.value} />;
  }
}

function Read({ told }: { told: Fingerprint }) {
  const { verdict, ranking, reasons, pipeline } = told;
  const [best] = ranking;
  const isNone = verdict === 'none' || best === undefined;
  return (
    <div data-testid="fingerprint-read">
      <p class={`fingerprint-verdict is-${verdict}`}>
        <strong>{VERDICT_WORDS[verdict]}</strong>
        {!isNone && `: ${best.samplers[0].id}`}
      </p>
      {!isNone && (
        <table class="fingerprint-ranking">
          <thead>
            <tr>
              <th scope="col">Likelihood</th>
              <th scope="col">Samplers that make the same bytes</th>
              <th scope="col">Differs</th>
            </tr>
          </thead>
          <tbody>
            {ranking.slice(0, SHOWN).map((ranked, i) => (
              <tr key={ranked.samplers[0].id}>
                <td>{percent(ranked.share)}</td>
                <td>
                  {namesOf(ranked)}
                  {i === 0 && <div class="muted">{wayText(ranked)}</div>}
                </td>
                <td>{percent(ranked.differing)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <ul class="fingerprint-reasons">
        {reasons.map((reason) => (
          <li key={reason}>{reason}</li>
        ))}
      </ul>
      {pipeline !== null && !isNone && (
        <p class="fingerprint-row">
          <button
            type="button"
            class="primary"
            data-tip="Save the sampler as a pipeline in JSON"
            onClick={() => void savePipeline(told)}
          >
            Save the pipeline
          </button>
          <span class="muted">
            Every command takes it: <code>scalescope inspect IMAGE --pipeline FILE</code>
          </span>
        </p>
      )}
    </div>
  );
}

function namesOf({ samplers }: RankedClass): string {
  const names = samplers.slice(0, MEMBERS).map(({ id }) => id);
  const more = samplers.length - names.length;
  return names.join(', ') + (more > 0 ? ` and ${more} more` : '');
}
