import type { Finding } from '../../../shared/finding/finding.ts';
import { LOADS, lookLoaded, looksOf, pipelineThatLoads } from '../../session/loader-look.ts';
import * as state from '../../session/state.ts';

/** Ways to load the file that show another picture, each one press away. */
export function LoaderLooks({ finding }: { finding: Finding }) {
  const policies = looksOf(finding);
  if (policies.length === 0) return null;
  return (
    <div class="unexplained" data-testid="loader-looks">
      <p id="loader-looks-title">Another picture, by how the file is loaded:</p>
      <ul aria-labelledby="loader-looks-title">
        {policies.map((policy) => (
          <li key={policy}>
            <span>{LOADS[policy]}</span>
            <button
              type="button"
              aria-pressed={state.machineView.value?.pipeline === pipelineThatLoads(policy)}
              aria-label={`Look ${LOADS[policy]}`}
              onClick={() => lookLoaded(policy)}
            >
              Look
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
