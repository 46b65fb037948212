/**
 * LiteLLM's generic guardrail contract: images and texts of one request in, one action out. A cleaned image goes back
 * in the form in which it came, in its place among all.
 */
import type { Examined, GuardrailAnswer } from '../../../shared/api/gate/gate-answers.ts';
import type { GuardrailOrder } from '../../../shared/api/gate/gate-query.ts';
import { decideTexts } from '../../../shared/policy/decide.ts';
import { isAddress, isFetched } from '../input/data-url.ts';
import type { LoadedPolicy } from '../service/policy-store.ts';

/** What becomes of one image: its answer, or why it could not even be read. */
export type Judged = Pick<Examined, 'action' | 'because' | 'cleaned'>;

/**
 * The answer to `order`; `judge` examines one image of it, whatever form that has, `atOnce` at a time. Where it rejects
 * no further image is begun, and this rejects once those that are under way have ended.
 */
export async function answerGuardrail(
  order: GuardrailOrder,
  { policy, phrases }: LoadedPolicy,
  atOnce: number,
  judge: (image: string) => Promise<Judged>,
): Promise<GuardrailAnswer> {
  const texts = decideTexts(order.texts ?? [], policy, phrases);
  if (texts.action === 'block') return blocked(texts.because);
  const images = order.images ?? [];
  const changing = images.flatMap((image, i) =>
    isFetched(image) && !policy.guardrail.storagesStay ? [`Image ${i + 1}: ${MAY_CHANGE}`] : [],
  );
  if (changing.length > 0) return blocked(changing);
  const judged = await eachInTurn(images, atOnce, judge);
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

const MAY_CHANGE =
  'It is an address, which the model would fetch again and may find changed. Send the image itself, or say in the ' +
  'policy that storages stay as they are (guardrail.storages-stay).';

/** What `judge` says of each image, in their order. */
async function eachInTurn(
  images: readonly string[],
  atOnce: number,
  judge: (image: string) => Promise<Judged>,
): Promise<Judged[]> {
  const judged: Judged[] = [];
  let next = 0;
  // Not all: one request must not fill the queue.
  const work = async () => {
    try {
      for (let i = next++; i < images.length; i = next++) judged[i] = await judge(images[i]!);
    } catch (error) {
      next = images.length;
      throw error;
    }
  };
  const ended = await Promise.allSettled(Array.from({ length: atOnce }, work));
  const failed = ended.find((one) => one.status === 'rejected');
  if (failed) throw failed.reason;
  return judged;
}

function blocked(because: readonly string[]): GuardrailAnswer {
  return { action: 'BLOCKED', blocked_reason: because.join(' ') };
}

/** What was bare base64 stays so; what was an address becomes the image itself. */
function inFormOf(image: string, dataUrl: string): string {
  return isAddress(image) ? dataUrl : dataUrl.slice(dataUrl.indexOf(',') + 1);
}
