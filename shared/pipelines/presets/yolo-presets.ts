/**
 * YOLO v5 to v12, which all letterbox alike: resized by the smaller ratio with OpenCV's bilinear, not
 * antialiased, sides rounded half to even; padded gray 114. `+auto` pads only to the next multiple of
 * the model's stride, as prediction by PyTorch weights on single files does; exported models (ONNX,
 * TensorRT and their like) get the whole square. The stride is 32, and 64 of P6 models at 1280. A size
 * that is no multiple of it is raised to one before. Classifiers crop instead, by Pillow.
 *
 * Source: ultralytics 8.4.190, data/augment.py, LetterBox and classify_transforms; utils/checks.py,
 * check_imgsz. YOLOv5, v6 and v7 have the same letterbox in utils/augmentations.py, which was not run.
 */
import { PIPELINE_SCHEMA, type Pipeline, type Step } from '../steps/format.ts';
import { centerCrop, OPENCV_RGB, shortest } from './preset-rules.ts';

/** The letterbox to side x side; `auto`: padded to multiples of `stride` only. */
export function letterboxSteps(side: number, auto: boolean, stride = 32): Step[] {
  return [
    {
      op: 'letterbox',
      sampler: 'opencv/linear',
      size: { width: side, height: side },
      rounding: 'half-even',
      enlarge: true,
      ...(auto && { multiple: stride }),
      color: [114],
    },
  ];
}

const COMMON = {
  schema: PIPELINE_SCHEMA,
  library: 'ultralytics',
  versions: '8; verified on 8.4.190',
  decode: OPENCV_RGB,
  sizeIsFree: false,
} as const;

function yolo(name: string, side: number, stride: number, auto: boolean): Pipeline {
  return {
    ...COMMON,
    id: `model/yolo-${name}${auto ? '+auto' : ''}`,
    title: `YOLO v5 to v12 at ${side}${auto ? `, padded to ${stride}` : ''}`,
    source: 'ultralytics 8.4.190, data/augment.py, LetterBox',
    exactness:
      'exact on OpenCV 5.0.0; the letterboxes of YOLOv5, v6 and v7 are the same as written, and were not run',
    call: `LetterBox((${side}, ${side}), auto=${auto ? 'True' : 'False'}, stride=${stride})(image=cv2.imread(file))`,
    steps: letterboxSteps(side, auto, stride),
    defaultSize: { width: side, height: side },
  };
}

export const yoloPresets: readonly Pipeline[] = [
  yolo('640', 640, 32, false),
  yolo('640', 640, 32, true),
  yolo('1280+p6', 1280, 64, false),
  yolo('1280+p6', 1280, 64, true),
  {
    ...COMMON,
    id: 'model/yolo-cls-224',
    title: 'YOLO v8 to v12, classification at 224',
    source: 'ultralytics 8.4.190, data/augment.py, classify_transforms',
    exactness: 'exact',
    call: 'classify_transforms(224)(Image.fromarray(cv2.cvtColor(cv2.imread(file), cv2.COLOR_BGR2RGB)))',
    steps: [shortest('pillow/bilinear', 224), centerCrop(224, 'half-even')],
    defaultSize: { width: 224, height: 224 },
  },
];
