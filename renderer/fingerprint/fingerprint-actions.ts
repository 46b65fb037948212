/** The fingerprint of a service: its charts are saved, what came back is opened, and the host reads it. */
import { signal } from '@preact/signals';
import { toErrorBody } from '../../shared/base/errors.ts';
import { DEFAULT_DECODE_POLICY } from '../../shared/image/facts.ts';
import type { Fingerprint } from '../../shared/fingerprint/result/told.ts';
import {
  CHART_SIZES,
  parseChartSize,
  sizeText,
} from '../../shared/fingerprint/chart/chart-size.ts';
import { ROUTES } from '../../shared/api/routes/routes.ts';
import { openImage } from '../client/api-client.ts';
import { callBlob, callEvents } from '../client/call.ts';
import { run } from '../session/latest-run.ts';
import type { Running } from '../session/state.ts';

/** Whether the page is shown. */
export const showsFingerprint = signal(false);

/** A picture that came back: opened by the host, or why it could not be. */
export interface Returned {
  name: string;
  id: string | null;
  problem: string | null;
}

export const returned = signal<Returned[]>([]);
export const reading = signal<Running<Fingerprint>>({ status: 'none' });
/** Sizes of charts that a person added. */
export const ownSizes = signal<string[]>([]);
/** Sizes that a client may have made before, as they were typed. */
export const vias = signal('');
/** What could not be saved. */
export const problem = signal<string | null>(null);

/** Saves the chart of `size`, such as `1024x768`. */
export async function saveChart(size: string): Promise<void> {
  await saving(async () => {
    const chart = sizeText(parseChartSize(size));
    const blob = await callBlob(ROUTES.chart, { query: { size: chart } });
    keep(blob, `chart-${chart}.png`);
    const isKnown = CHART_SIZES.some((known) => sizeText(known) === chart);
    if (!isKnown && !ownSizes.value.includes(chart)) ownSizes.value = [...ownSizes.value, chart];
  });
}

/** Saves the pipeline that was read. */
export async function savePipeline({ pipeline }: Fingerprint): Promise<void> {
  if (pipeline === null) return;
  await saving(async () => {
    const text = `${JSON.stringify(pipeline, null, 2)}\n`;
    keep(
      new Blob([text], { type: 'application/json' }),
      `${pipeline.id.replace(/^.*\//, '')}.json`,
    );
  });
}

/** Opens `files`, adds them to what came back, and reads all of them. */
export async function addReturned(files: readonly File[]): Promise<void> {
  if (files.length === 0) return;
  const added = await Promise.all(
    files.map(async (file): Promise<Returned> => {
      try {
        const { id } = await openImage({ file }, DEFAULT_DECODE_POLICY);
        return { name: file.name, id, problem: null };
      } catch (error) {
        return { name: file.name, id: null, problem: toErrorBody(error).message };
      }
    }),
  );
  returned.value = [...returned.value, ...added];
  await readAll();
}

/** Takes a picture off the list, and reads the others. */
export async function removeReturned(gone: Returned): Promise<void> {
  returned.value = returned.value.filter((each) => each !== gone);
  await readAll();
}

/** Reads what came back; a later reading takes the place of one that goes on. */
export async function readAll(): Promise<void> {
  const ids = returned.value.flatMap(({ id }) => id ?? []);
  await run('fingerprint', null, async (stop) => {
    reading.value = { status: 'none' };
    if (ids.length === 0) return;
    reading.value = { status: 'running', stage: 'read the chart', fraction: 0 };
    try {
      const charts = [...CHART_SIZES.map(sizeText), ...ownSizes.value].join(',');
      const between = vias.value.replaceAll(/\s+/g, '');
      const query = { images: ids.join(','), charts, vias: between === '' ? undefined : between };
      for await (const event of callEvents(ROUTES.fingerprint, { query, signal: stop })) {
        if (stop.aborted) return;
        if (event.type === 'progress') reading.value = { status: 'running', ...event };
        if (event.type === 'result') reading.value = { status: 'done', value: event.fingerprint };
        if (event.type === 'error') reading.value = { status: 'failed', error: event.error };
      }
    } catch (error) {
      if (!stop.aborted) reading.value = { status: 'failed', error: toErrorBody(error) };
    }
  });
}

async function saving(work: () => Promise<void>): Promise<void> {
  problem.value = null;
  try {
    await work();
  } catch (error) {
    problem.value = toErrorBody(error).message;
  }
}

function keep(blob: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000); // once it is surely being saved
}
