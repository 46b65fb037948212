import { choosePipeline } from '../actions.ts';
import * as state from '../state.ts';

/** Chooses the pipeline, grouped by library, and shows the call it stands for. */
export function PipelinePicker() {
  const libraries = Map.groupBy(state.pipelines.value, ({ library }) => library);
  const id = state.request.value?.pipeline ?? '';
  const chosen = state.pipelines.value.find((pipeline) => pipeline.id === id);
  return (
    <div class="field pipeline-field">
      <label for="pipeline">Pipeline</label>
      <select
        id="pipeline"
        data-testid="pipeline"
        value={id}
        onChange={(event) => void choosePipeline(event.currentTarget.value)}
      >
        {[...libraries].map(([library, pipelines]) => (
          <optgroup key={library} label={library}>
            {pipelines.map((pipeline) => (
              <option key={pipeline.id} value={pipeline.id}>
                {pipeline.title}
              </option>
            ))}
          </optgroup>
        ))}
      </select>
      {chosen && (
        <span class="call" title={`${chosen.call}\n${chosen.versions}\n${chosen.exactness}`}>
          <span class={chosen.antialias ? 'tag tag-safe' : 'tag tag-open'}>
            {chosen.antialias ? 'antialiased' : 'not antialiased'}
          </span>
          <code>{chosen.call}</code>
        </span>
      )}
    </div>
  );
}
