/** Draws a chart for services whose resizer is not known. */
import type { Size } from '../../../../shared/base/raster.ts';
import { makeChart } from '../../../../shared/fingerprint/chart/chart.ts';
import { sizeText } from '../../../../shared/fingerprint/chart/chart-size.ts';
import { sha256Of } from '../../../base/hash.ts';
import { version } from '../../../base/package-root.ts';
import { encodePng } from '../../write/encode.ts';

/** A chart as a PNG file. */
export interface ChartFile {
  sha256: string;
  bytes: Uint8Array;
}

/** The chart of `size`. Throws UserError `invalid-argument` for a size that no chart has. */
export async function run({ size }: { size: Size }): Promise<ChartFile> {
  const text = { Software: `Scalescope ${version}`, Title: `Chart ${sizeText(size)}` };
  const bytes = await encodePng(makeChart(size), text);
  return { sha256: sha256Of(bytes), bytes };
}
