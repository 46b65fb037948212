/** What a person can do with the pipeline that is edited. */
import { batch, computed, signal } from '@preact/signals';
import { shapeOfImage } from '../../shared/api/pixel-report.ts';
import { toErrorBody } from '../../shared/base/errors.ts';
import { findPipeline } from '../../shared/pipelines/pipeline.ts';
import { layOut } from '../../shared/pipelines/steps/layout.ts';
import { PIPELINE_SCHEMA, type Pipeline } from '../../shared/pipelines/steps/format.ts';
import { addPipeline } from '../client/api-client.ts';
import { saveFile } from '../out/take-out.ts';
import { showView } from '../session/actions.ts';
import * as state from '../session/state.ts';
import { chainIdOf, checked, fileName, replaceText, text, value } from './editor-text.ts';
import { prettyJson } from './pretty-json.ts';

export const showsEditor = signal(false);
/** Why the last thing that was asked could not be done, or null. */
export const refusal = signal<string | null>(null);
/** Files with more bytes are no pipelines. */
const MOST_BYTES = 200_000;

/** Opens the editor: on what was edited last, or on the pipeline of the view. */
export function openEditor(): void {
  refusal.value = null;
  const { value: present } = state.pipeline;
  const isOther = present?.own !== undefined && present.own !== text.value;
  if (text.value === '' || isOther) startFrom(present?.id ?? state.pipelines.value[0]!.id);
  showsEditor.value = true;
}

/** Begins with a copy of pipeline `id`; one of a person's own is edited itself. */
export function startFrom(id: string): void {
  const summary = state.pipelines.value.find((each) => each.id === id);
  refusal.value = null;
  replaceText(summary?.own ?? prettyJson(copyOf(findPipeline(id))));
}

function copyOf(pipeline: Pipeline): Pipeline {
  const name = pipeline.id.replace(/^[^/]*\//, '');
  return { ...pipeline, id: `own/${name}`, title: `${pipeline.title}, changed` };
}

/** Begins a chain: a client that shrinks and sends JPEG, then the pipeline of the view, or one like it. */
export function startChain(): void {
  const ids = state.pipelines.value.filter(({ own }) => own === undefined).map(({ id }) => id);
  const client = ids.find((id) => id.startsWith('client/')) ?? 'pillow/bicubic';
  const present = state.pipeline.value?.own === undefined ? state.pipelineId.value : null;
  const last = present === null || present === client ? 'pillow/bicubic' : present;
  refusal.value = null;
  replaceText(
    prettyJson({
      schema: PIPELINE_SCHEMA,
      id: 'own/chain',
      title: 'A client, then a model',
      chain: [{ pipeline: client, sends: { jpeg: 85, chroma: '4:2:0' } }, { pipeline: last }],
    }),
  );
}

/** What the edited pipeline makes of the present image, as a sentence; null without one, or where it is none. */
export const outcome = computed<{ sentence: string; isRefused: boolean } | null>(() => {
  const { value: image } = state.image;
  if (image === null || !('pipeline' in checked.value)) return null;
  const { pipeline } = checked.value;
  const target = pipeline.sizeIsFree ? state.size.value : pipeline.defaultSize;
  const { width, height } = image.raster;
  try {
    const parts = layOut(pipeline, shapeOfImage(image), target);
    const sizes = [
      ...new Set(parts.map(({ picture: { shape } }) => `${shape.width}x${shape.height}`)),
    ];
    const views = parts.length === 1 ? 'one machine view' : `${parts.length} machine views`;
    const shown =
      sizes.length > 3 ? `${sizes.slice(0, 3).join(', ')} and others` : sizes.join(', ');
    return { sentence: `Of ${width}x${height} it makes ${views}: ${shown}.`, isRefused: false };
  } catch (error) {
    const { message } = toErrorBody(error);
    return { sentence: `Of ${width}x${height} it makes nothing: ${message}`, isRefused: true };
  }
});

/** The id that names the edited chain on the command line, or null. */
export const chainId = computed(() => chainIdOf(value.value));

/** Shows the view that the edited pipeline makes, and closes the editor. */
export async function useForView(): Promise<void> {
  if (!('pipeline' in checked.value) || state.image.value === null) return;
  refusal.value = null;
  try {
    const summary = await addPipeline(text.value, fileName.value);
    const others = state.pipelines.value.filter(({ id }) => id !== summary.id);
    batch(() => {
      state.pipelines.value = [...others, summary];
      showsEditor.value = false;
    });
    const { width } = state.size.value;
    await showView(summary.id, width > 0 ? state.size.value : summary.defaultSize);
  } catch (error) {
    refusal.value = toErrorBody(error).message;
  }
}

/** Saves the text as a file, as it is. */
export function saveText(): void {
  const id = 'pipeline' in checked.value ? checked.value.pipeline.id : 'pipeline';
  saveFile(text.value, `${id.replaceAll(/[^\w.+-]+/g, '-')}.json`);
}

/** Puts what `file` says in place of the text. */
export async function loadFile(file: File): Promise<void> {
  refusal.value = null;
  if (file.size > MOST_BYTES) {
    refusal.value = `${file.name} has more than ${MOST_BYTES} bytes, so it is no pipeline.`;
    return;
  }
  try {
    const json = await file.text();
    batch(() => {
      fileName.value = file.name;
      replaceText(json);
    });
  } catch {
    refusal.value = `${file.name} could not be read.`;
  }
}
