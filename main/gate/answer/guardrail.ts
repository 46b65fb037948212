/**
 * LiteLLM's generic guardrail contract: images and texts of one request in, one action out. A cleaned image goes back
 * in the form in which it came, in its place among all.
 */
import type { Examined, GuardrailAnswer } from '../../../shared/api/gate/gate-answers.ts';
import type { GuardrailOrder } from '../../../shared/api/gate/gate-query.ts';
import { decideTexts } from '../../../shared/policy/decide.ts';
import { isAddress } from '../input/data-url.ts';
import type { LoadedPolicy } from '../service/policy-store.ts';

/** What becomes of one image: its answer, or why it could not even be read. */
export type Judged = Pick<Examined, 'action' | 'because' | 'cleaned'>;

/** The answer to `order`; `judge` examines one image of it, whatever form that has, `atOnce` at a time. */
export async function answerGuardrail(
  order: GuardrailOrder,
  { policy, phrases }: LoadedPolicy,
  atOnce: number,
  judge: (image: string) => Promise<Judged>,
): Promise<GuardrailAnswer> {
  const texts = decideTexts(order.texts ?? [], policy, phrases);
  if (texts.action === 'block') return blocked(texts.because);
  const images = order.images ?? [];
  const judged: Judged[] = [];
  let next = 0;
  // Not all: one request must not fill the queue.
  const work = async () => {
    for (let i = next++; i < images.length; i = next++) judged[i] = await judge(images[i]!);
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  const blocking = judged.flatMap(({ action, because }, i) =>
    action === 'block' ? [`Image ${i + 1}: ${because.join(' ')}`] : [],
  );
  if (blocking.length > 0) return blocked(blocking);
  if (judged.every(({ action }) => action !== 'clean')) return { action: 'NONE' };
  return {
    action: 'GUARDRAIL_INTERVENED',
    images: images.map((image, i) => {
      const { action, cleaned } = judged[i]!;
      return action === 'clean' && cleaned ? inFormOf(image, cleaned.dataUrl) : image;
    }),
  };
}

function blocked(because: readonly string[]): GuardrailAnswer {
  return { action: 'BLOCKED', blocked_reason: because.join(' ') };
}

/** What was bare base64 stays so; what was an address becomes the image itself. */
function inFormOf(image: string, dataUrl: string): string {
  return isAddress(image) ? dataUrl : dataUrl.slice(dataUrl.indexOf(',') + 1);
}
