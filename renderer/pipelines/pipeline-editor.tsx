import { useRef } from 'preact/hooks';
import { ChainFile, PipelineFile } from '../../shared/pipelines/pipeline-file.ts';
import { copy, attempt } from '../out/take-out.ts';
import * as state from '../session/state.ts';
import { Combobox } from '../widgets/combobox.tsx';
import { Dialog } from '../widgets/dialog.tsx';
import { optionsOf } from './choices.ts';
import {
  chainId,
  loadFile,
  outcome,
  refusal,
  saveText,
  showsEditor,
  startChain,
  startFrom,
  useForView,
} from './editor-actions.ts';
import { canTakeBack, checked, isChain, takeBack, value } from './editor-text.ts';
import { FormField } from './form-field.tsx';
import { JsonField } from './json-field.tsx';
import { fieldOf, isRecord } from './schema-fields.ts';

const PIPELINE = fieldOf(PipelineFile);
const CHAIN = fieldOf(ChainFile);

/** Writes a pipeline of one's own: a form beside the JSON that it stands for. */
export function PipelineEditor() {
  return (
    <Dialog open={showsEditor} name="pipeline-editor" title="Edit pipeline">
      <div
        class="editor-page"
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
          event.preventDefault();
          void useForView();
        }}
      >
        <Starts />
        <div class="editor-columns">
          <Form />
          <JsonField />
        </div>
        <Ends />
      </div>
    </Dialog>
  );
}

/** Where a pipeline begins: with one of the catalog, a chain, or a file. */
function Starts() {
  const file = useRef<HTMLInputElement>(null);
  return (
    <div class="editor-bar">
      <label for="editor-start">Start from</label>
      <span data-tip="A copy of this pipeline takes the place of what is written">
        <Combobox
          id="editor-start"
          label="Start from"
          noun="pipelines"
          value=""
          text="a pipeline of the catalog"
          groups={optionsOf('pipeline')}
          onChoose={startFrom}
        />
      </span>
      <button
        type="button"
        data-tip="Begin a chain: what a client sends, a model resizes again"
        data-testid="editor-chain"
        onClick={startChain}
      >
        Chain
      </button>
      <span class="spacer" />
      <button
        type="button"
        data-tip="Take back the last change of the form, or the last start"
        disabled={!canTakeBack.value}
        onClick={takeBack}
      >
        Take back
      </button>
      <button
        type="button"
        data-tip="Load a pipeline from a file in JSON"
        onClick={() => file.current?.click()}
      >
        Load…
      </button>
      <input
        ref={file}
        type="file"
        accept=".json,application/json"
        hidden
        data-testid="editor-file"
        onChange={({ currentTarget }) => {
          const [chosen] = currentTarget.files ?? [];
          if (chosen !== undefined) void loadFile(chosen);
          currentTarget.value = '';
        }}
      />
      <button
        type="button"
        data-tip="Save the JSON as a file, for --pipeline on the command line"
        data-testid="editor-save"
        onClick={saveText}
      >
        Save
      </button>
    </div>
  );
}

function Form() {
  const { value: held } = value;
  const isThere = isRecord(held);
  return (
    <section class="editor-form" aria-labelledby="editor-form-title" tabindex={0}>
      <h3 id="editor-form-title">{isChain.value ? 'Chain' : 'Form'}</h3>
      {chainId.value !== null && (
        <p class="editor-chain-id">
          On the command line: <code data-testid="chain-id">{chainId.value}</code>{' '}
          <button
            type="button"
            class="quiet"
            data-tip="Copy the id of this chain"
            onClick={() => attempt(() => copy(chainId.value ?? '', 'the id of the chain'))}
          >
            Copy
          </button>
        </p>
      )}
      {isThere ? (
        <FormField field={isChain.value ? CHAIN : PIPELINE} path={[]} value={held} />
      ) : (
        <p class="muted">The form is back once the text is JSON again.</p>
      )}
    </section>
  );
}

function Ends() {
  const { value: made } = outcome;
  const isPipeline = 'pipeline' in checked.value;
  return (
    <div class="editor-bar">
      <p
        class={refusal.value !== null || made?.isRefused ? 'editor-problem' : 'muted'}
        role="status"
        data-testid="editor-outcome"
      >
        {refusal.value ??
          made?.sentence ??
          (isPipeline ? '' : 'It can be used once nothing is wrong with it.')}
      </p>
      <span class="spacer" />
      <button
        type="button"
        data-tip="Close; what is written stays until the page is closed"
        onClick={() => (showsEditor.value = false)}
      >
        Close
      </button>
      <button
        type="button"
        class="primary"
        data-tip="Show the machine view that it makes: Ctrl+Enter, on a Mac ⌘Enter"
        data-testid="editor-use"
        disabled={!isPipeline || state.image.value === null}
        onClick={() => void useForView()}
      >
        Use for the machine view
      </button>
    </div>
  );
}
