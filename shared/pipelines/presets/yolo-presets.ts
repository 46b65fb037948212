/**
 * YOLO's letterbox: resized by the smaller ratio with OpenCV's bilinear, not antialiased, sides
 * rounded half to even; padded gray 114. `+auto` pads only to the next multiple of 32, as
 * prediction on single files does.
 *
 * Source: ultralytics, data/augment.py, class LetterBox
 * (https://github.com/ultralytics/ultralytics/blob/main/ultralytics/data/augment.py).
 */
import { PIPELINE_SCHEMA, type Pipeline, type Step } from '../steps/format.ts';
import { OPENCV_RGB } from './preset-rules.ts';

/** The letterbox to side x side; `auto`: padded to multiples of 32 only. */
export function letterboxSteps(side: number, auto: boolean): Step[] {
  return [
    {
      op: 'letterbox',
      sampler: 'opencv/linear',
      size: { width: side, height: side },
      rounding: 'half-even',
      enlarge: true,
      ...(auto && { multiple: 32 }),
      color: [114],
    },
  ];
}

export const yoloPresets: readonly Pipeline[] = [false, true].map((auto) => ({
  schema: PIPELINE_SCHEMA,
  id: `model/yolo-640${auto ? '+auto' : ''}`,
  title: `YOLO letterbox at 640${auto ? ', padded to 32' : ''}`,
  library: 'ultralytics',
  versions: '8',
  source:
    'https://github.com/ultralytics/ultralytics/blob/main/ultralytics/data/augment.py, LetterBox',
  exactness: 'as documented; its steps verified on OpenCV 5.0.0, ultralytics itself was not run',
  call: `LetterBox((640, 640), auto=${auto ? 'True' : 'False'})(image=cv2.imread(file))`,
  decode: OPENCV_RGB,
  steps: letterboxSteps(640, auto),
  defaultSize: { width: 640, height: 640 },
  sizeIsFree: false,
}));
