/** Saves the evidence report of the image on screen: made by the host, kept by the browser or system. */
import type { ReportFormName } from '../../shared/api/queries.ts';
import { fromErrorBody, toErrorBody } from '../../shared/base/errors.ts';
import { ROUTES } from '../../shared/api/routes/routes.ts';
import { callEvents } from '../client/call.ts';
import { reportStage } from '../words/sentences.ts';
import { isReviewing, summary } from './case-state.ts';
import * as state from './state.ts';

const MAKING = 'The report is being made';

/** One at a time: each takes every engine. */
let making: AbortController | null = null;

/**
 * Makes the report in `form`, of an image of a case with what its reviewers said, and hands it over to be
 * saved. A toast tells how far it is and can cancel it; a notice tells what failed.
 */
export async function saveReport(form: ReportFormName): Promise<void> {
  const image = state.image.value;
  if (image === null || making !== null) return;
  const stop = new AbortController();
  making = stop;
  const cancel = (): void => stop.abort();
  const tell = (text: string, fraction: number): void => {
    state.toast.value = { text, isOngoing: true, fraction, cancel };
  };
  tell(`${MAKING}.`, 0);
  try {
    const reviewed = isReviewing.value ? summary.value : null;
    const text = state.textRead.value.status === 'ready' ? ('yes' as const) : undefined;
    const query = { form, case: reviewed?.id, text };
    const asked = { params: { id: image.id }, query, signal: stop.signal };
    for await (const event of callEvents(ROUTES.report, asked)) {
      if (event.type === 'error') throw fromErrorBody(event.error);
      if (event.type === 'progress') {
        tell(`${MAKING}: ${reportStage(event.stage)}.`, event.fraction);
      } else {
        const name = `${image.facts.name.replace(/\.[^.]+$/, '')}.report.${form}`;
        save(event, name);
        state.toast.value = { text: `Saved ${name}.` };
      }
    }
  } catch (error) {
    state.toast.value = stop.signal.aborted ? { text: 'The report was cancelled.' } : null;
    if (!stop.signal.aborted) state.notice.value = toErrorBody(error).message;
  } finally {
    making = null;
  }
}

function save({ mediaType, base64 }: { mediaType: string; base64: string }, name: string): void {
  const bytes = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([bytes], { type: mediaType }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000); // once it is surely being saved
}
