/** What answers the routes of charts, and of what services make of them. */
import { FINGERPRINT_ROUTES } from '../../shared/api/routes/fingerprint-routes.ts';
import { UserError } from '../../shared/base/errors.ts';
import {
  CHART_SIZES,
  parseChartSize,
  sizeText,
} from '../../shared/fingerprint/chart/chart-size.ts';
import { fingerprintOf } from '../../shared/fingerprint/result/fingerprint.ts';
import type { FileReading } from '../../shared/fingerprint/result/told.ts';
import type { Engines } from '../engine/pool/engines.ts';
import type { Bind } from './bind.ts';
import type { OpenImages } from './open-images.ts';
import { matrixOf } from './requests.ts';

/** The most pictures that are read at once. */
const MOST_RETURNED = 16;

/** Binds them. */
export function bindFingerprint(
  bind: Bind,
  images: OpenImages,
  { engines, version }: { engines: Engines; version: string },
): void {
  bind(FINGERPRINT_ROUTES.chart, async ({ query, signal }) => {
    const size = parseChartSize(query.size);
    const name = `chart ${sizeText(size)}`;
    const { bytes } = await engines.run('chart', { size }, { name, signal });
    return new Response(new Uint8Array(bytes), { headers: { 'content-type': 'image/png' } });
  });

  bind(FINGERPRINT_ROUTES.fingerprint, ({ query }) => {
    const ids = query.images.split(',');
    if (ids.length > MOST_RETURNED) {
      const message = `At most ${MOST_RETURNED} pictures are read at once.`;
      throw new UserError('invalid-argument', message);
    }
    const returned = ids.map((id) => images.get(id).image);
    const charts = query.charts?.split(',').map(parseChartSize) ?? [...CHART_SIZES];
    const vias =
      query.vias === undefined ? [] : matrixOf({ sizes: query.vias, presets: '0' }).sizes;
    return async (progress, signal) => {
      const started = performance.now();
      const files: FileReading[] = [];
      for (const image of returned) {
        const done = files.length;
        const told = (stage: string, fraction: number) =>
          progress(stage, (done + fraction) / returned.length);
        const input = { image, charts, vias };
        files.push(await engines.run('fingerprint', input, { signal, progress: told }));
      }
      const run = { version, elapsedMs: performance.now() - started };
      return { type: 'result', fingerprint: fingerprintOf(files, run) };
    };
  });
}
