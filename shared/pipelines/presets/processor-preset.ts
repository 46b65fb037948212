/** Presets of Hugging Face's image processors of transformers 5.24, by rows: one row a model, a preset a backend. */
import type { Size } from '../../base/raster.ts';
import { PIPELINE_SCHEMA, type Pipeline, type Step } from '../steps/format.ts';
import { PILLOW_RGB } from './preset-rules.ts';
import type { Backend } from './transformers-steps.ts';

const RELEASE = '5.24.0';

export interface ProcessorRow {
  name: string;
  title: string;
  /** Image processor without its suffix, and its folder in transformers/models. */
  processor: string;
  folder: string;
  /** Arguments of the processor; empty for its defaults. */
  settings: string;
  /** The checkpoint whose published configuration has the settings; without one they are the class's own. */
  checkpoint?: string;
  /** What else is to be said of how exact it is. */
  but?: string;
  /** Where there is one backend only. */
  only?: Backend;
  steps: (backend: Backend) => Step[];
  /** Of the first view, where it does not depend on the source; else an example. */
  size: Size;
}

/** A size of equal sides. */
export const square = (side: number): Size => ({ width: side, height: side });

/** The presets of `rows`: the Pillow class by its name, the torchvision class as `+tensor`. */
export function processorPresets(rows: readonly ProcessorRow[]): Pipeline[] {
  return rows.flatMap((row) =>
    (['pil', 'tv'] as const)
      .filter((backend) => row.only === undefined || row.only === backend)
      .map((backend) => preset(row, backend)),
  );
}

function preset(row: ProcessorRow, backend: Backend): Pipeline {
  const { name, title, processor, folder, settings, checkpoint, but, only, size } = row;
  const steps = row.steps(backend);
  const isPillow = backend === 'pil';
  const file = `models/${folder}/image_processing_${isPillow ? 'pil_' : ''}${folder}.py`;
  const from =
    checkpoint === undefined
      ? ''
      : `; sizes: https://huggingface.co/${checkpoint}, preprocessor_config.json`;
  const isBilinearTensor = JSON.stringify(steps).includes('bilinear+tensor');
  return {
    schema: PIPELINE_SCHEMA,
    id: `model/${name}${isPillow || only === 'tv' ? '' : '+tensor'}`,
    title: `${title} (transformers${isPillow ? ', Pillow' : ''})`,
    library: 'transformers',
    versions: `5; verified on ${RELEASE}`,
    source: `transformers ${RELEASE}, ${file}${from}`,
    exactness: [
      isBilinearTensor ? 'exact with AVX2 or on arm64, where bilinear is fixed point' : 'exact',
      ...(checkpoint === undefined
        ? ['its sizes are class defaults']
        : ["its sizes are the checkpoint's as published"]),
      ...(but === undefined ? [] : [but]),
    ].join('; '),
    call: `${processor}${isPillow ? 'Pil' : ''}(${settings})(Image.open(file))`,
    decode: PILLOW_RGB,
    steps,
    defaultSize: size,
    sizeIsFree: false,
  };
}
