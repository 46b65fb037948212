/** The pictures of a file that a filmstrip shows side by side, each with how it is decoded. */
import { MAIN_ITEM, type DecodePolicy, type ImageFacts } from '../../../shared/image/facts.ts';

export interface FrameCell {
  policy: Pick<DecodePolicy, 'frame' | 'item'>;
  /** In a sentence: `frame 2`. */
  name: string;
  /** Below its thumbnail. */
  label: string;
}

/**
 * The frames of an animation or the pages of a file; of an animated PNG its main picture, which most
 * programs show, and the frames that are drawn over it. None of a file that holds one picture.
 */
export function frameCells({ frames, items = [] }: ImageFacts): FrameCell[] {
  if (frames > 1) {
    return Array.from({ length: frames }, (_, frame) => ({
      policy: { frame },
      name: `frame ${frame + 1}`,
      label: String(frame + 1),
    }));
  }
  const drawn = items.filter(({ kind }) => kind === 'apng-frame');
  if (drawn.length === 0) return [];
  const cellAt = (item: string, name: string, label: string): FrameCell => ({
    policy: { frame: null, item },
    name,
    label,
  });
  return [
    cellAt(MAIN_ITEM, 'the main picture', 'Main'),
    ...drawn.map(({ id }) => {
      const number = id.replace(/^.*-/, '');
      return cellAt(id, `frame ${number}`, number);
    }),
  ];
}

/** Whether `policy` decodes the picture of `cell`. */
export function isShownBy(policy: DecodePolicy, { policy: { frame, item } }: FrameCell): boolean {
  if (item !== undefined) return (policy.item ?? MAIN_ITEM) === item;
  return (policy.frame ?? 0) === frame;
}
