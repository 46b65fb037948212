import type { PipelineSummary } from '../../../shared/api/contract.ts';
import { choosePipeline } from '../../session/actions.ts';
import { openEditor } from '../../pipelines/editor-actions.ts';
import * as state from '../../session/state.ts';
import { Combobox } from '../../widgets/combobox.tsx';
import type { ComboGroup } from '../../widgets/combobox-filter.ts';
import { familyOf } from '../../../shared/pipelines/presets/model-family.ts';

/** Chooses the pipeline among models and library calls, and shows the call it stands for. */
export function PipelinePicker() {
  const { value: chosen } = state.pipeline;
  return (
    <div
      class="field pipeline-field"
      data-tip="What makes the machine view: a library’s resize or a model’s steps. Type to find one"
    >
      <label for="pipeline">Pipeline</label>
      <Combobox
        id="pipeline"
        label="Pipeline"
        noun="pipelines"
        value={chosen?.id ?? ''}
        text={chosen?.title ?? ''}
        groups={groupsOf(state.pipelines.value)}
        onChoose={(id) => void choosePipeline(id)}
      />
      <button
        type="button"
        data-command="view.pipeline-editor"
        data-tip="Change this pipeline, or write your own"
        onClick={openEditor}
      >
        Edit…
      </button>
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

/** The pipelines as a picker lists them: a person's own, library calls of any size, then models by family. */
export function groupsOf(pipelines: readonly PipelineSummary[]): ComboGroup[] {
  const ownFirst = pipelines.toSorted((a, b) => Number(isCatalog(a)) - Number(isCatalog(b)));
  const groups = Map.groupBy(ownFirst, (each) =>
    isCatalog(each) ? (familyOf(each.id) ?? each.library) : 'Your own',
  );
  return [...groups].map(([label, members]) => ({
    label,
    options: members.map((pipeline) => ({
      value: pipeline.id,
      title: pipeline.title,
      note: noteOf(pipeline),
      keywords: `${pipeline.library} ${pipeline.call}`,
    })),
  }));
}

function isCatalog({ own }: PipelineSummary): boolean {
  return own === undefined;
}

function noteOf({ sizeIsFree, defaultSize, antialias }: PipelineSummary): string {
  const size = sizeIsFree ? '' : `${defaultSize.width}x${defaultSize.height}`;
  return [size, antialias ? 'antialiased' : ''].filter((part) => part !== '').join(', ');
}
