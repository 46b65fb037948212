/** Saves the evidence report of the image on screen: made by the host, kept by the browser or system. */
import type { ReportFormName } from '../../shared/api/queries.ts';
import { toErrorBody } from '../../shared/base/errors.ts';
import { ROUTES } from '../../shared/api/routes/routes.ts';
import { callBlob } from '../client/call.ts';
import { isReviewing, summary } from './case-state.ts';
import * as state from './state.ts';

const MAKING: state.Toast = {
  text: 'The report is being made. It is saved when it is ready.',
  isOngoing: true,
};

/** One at a time: each takes every engine. */
let isMaking = false;

/**
 * Makes the report in `form`, of an image of a case with what its reviewers said, and hands it over to be
 * saved; a toast tells of it, or a notice what failed.
 */
export async function saveReport(form: ReportFormName): Promise<void> {
  const image = state.image.value;
  if (image === null || isMaking) return;
  isMaking = true;
  state.toast.value = MAKING;
  try {
    const reviewed = isReviewing.value ? summary.value : null;
    const text = state.textRead.value.status === 'ready' ? ('yes' as const) : undefined;
    const query = { form, case: reviewed?.id, text };
    const blob = await callBlob(ROUTES.report, { params: { id: image.id }, query });
    const link = document.createElement('a');
    link.href = URL.createObjectURL(blob);
    link.download = `${image.facts.name.replace(/\.[^.]+$/, '')}.report.${form}`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000); // once it is surely being saved
    state.toast.value = { text: `Saved ${link.download}.` };
  } catch (error) {
    state.toast.value = null;
    state.notice.value = toErrorBody(error).message;
  } finally {
    isMaking = false;
  }
}
