/** `scalescope fingerprint make`: charts as PNG files, and a list of them. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Size } from '../../../shared/base/raster.ts';
import { printableJson, printableLines } from '../../../shared/base/printable.ts';
import { CHART_SIZES, sizeText } from '../../../shared/fingerprint/chart/chart-size.ts';
import { CHARTS_SCHEMA, type ChartList } from '../../../shared/fingerprint/chart/chart-list.ts';
import { writeFailure } from '../../base/file-failure.ts';
import { version } from '../../base/package-root.ts';
import type { Engines } from '../../engine/pool/engines.ts';
import { writeAllWhole } from '../../engine/write/write-whole.ts';
import type { CommandIo } from '../../terminal/io.ts';

export interface MakeOptions {
  output: string;
  sizes?: Size[];
  json?: true;
}

/** Writes the charts and charts.json to options.output. */
export async function makeCharts(
  { output, sizes = [...CHART_SIZES], json }: MakeOptions,
  engines: Engines,
  io: CommandIo,
): Promise<number> {
  const files: { path: string; bytes: Uint8Array }[] = [];
  const list: ChartList = { schema: CHARTS_SCHEMA, version, charts: [] };
  for (const size of sizes) {
    const name = `chart ${sizeText(size)}`;
    const { sha256, bytes } = await engines.run('chart', { size }, { name, signal: io.signal });
    const file = `chart-${sizeText(size)}.png`;
    files.push({ path: join(output, file), bytes });
    list.charts.push({ file, width: size.width, height: size.height, sha256 });
  }
  const listed = Buffer.from(`${printableJson(list, 2)}\n`);
  files.push({ path: join(output, 'charts.json'), bytes: listed });
  await mkdir(output, { recursive: true }).catch((error: unknown) => {
    throw writeFailure(error, 'The folder could not be made', output);
  });
  await writeAllWhole(files);
  io.stdout.write(
    json
      ? `${printableJson(list)}\n`
      : printableLines([
          ...files.map(({ path }) => path),
          '',
          'Send a chart to the service and save what comes back as it comes.',
          `Then: scalescope fingerprint read RETURNED --charts ${join(output, 'charts.json')}`,
        ]),
  );
  return 0;
}
