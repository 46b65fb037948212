/** `scalescope pipelines`: the catalog, or how exposed each pipeline is at a source size. */
import { InvalidArgumentError } from 'commander';
import { UserError } from '../../../shared/base/errors.ts';
import type { ExposureVerdict } from '../../../shared/pipelines/exposure.ts';
import {
  exposureTable,
  rowsAtLeast,
  type ExposureTable,
} from '../../../shared/pipelines/exposure-table.ts';
import { DEFAULT_DECODE_LIMITS } from '../../../shared/image/facts.ts';
import type { Pipeline } from '../../../shared/pipelines/steps/format.ts';
import { allPipelines, infoOf } from '../../../shared/pipelines/pipeline.ts';
import { printable, printableJson } from '../../../shared/base/printable.ts';
import type { Size } from '../../../shared/base/raster.ts';
import { version } from '../../base/package-root.ts';
import type { CommandIo } from '../../terminal/io.ts';
import { wrongArgument } from '../../terminal/wrong-argument.ts';

export const CATALOG_SCHEMA = 'scalescope/pipelines@1';

/** Exit code of a gate that refuses. */
const REFUSED = 1;

export interface PipelinesOptions {
  source?: Size;
  size?: Size;
  pipeline: Pipeline[];
  failOn?: ExposureVerdict;
  json?: true;
}

/** `4000x3000`: the size of a source, which may be any that an image may have. */
export function parseSource(text: string): Size {
  const match = /^(\d+)[x×](\d+)$/i.exec(text);
  if (match === null) {
    throw wrongArgument('a size such as 4000x3000', text);
  }
  const [width, height] = [Number(match[1]), Number(match[2])];
  const { maxPixels } = DEFAULT_DECODE_LIMITS;
  if (width < 1 || height < 1 || width * height > maxPixels) {
    throw new InvalidArgumentError(
      `A source has sides of at least 1 pixel and at most ${maxPixels / 1e6} million pixels in total; ` +
        `${text} is outside.`,
    );
  }
  return { width, height };
}

/** Prints the catalog or the exposure table; returns the exit code, 1 where the gate refuses. */
export function pipelines(options: PipelinesOptions, io: CommandIo): number {
  const chosen = options.pipeline.length > 0 ? options.pipeline : allPipelines();
  if (options.source === undefined) {
    for (const flag of ['size', 'failOn'] as const) {
      if (options[flag] === undefined) continue;
      const name = flag === 'size' ? '--size' : '--fail-on';
      throw new UserError('invalid-argument', `${name} needs the size of a source. Add --source.`);
    }
    io.stdout.write(options.json ? catalogJson(chosen) : catalogText(chosen));
    return 0;
  }
  refuseSize(options);
  const table = exposureTable(chosen, options.source, options.size, version);
  io.stdout.write(options.json ? `${printableJson(table, 2)}\n` : tableText(table));
  if (options.failOn === undefined) return 0;
  return gate(table, options.failOn, options.pipeline.length > 0, io);
}

/** A gate that could not check what it was asked to check has failed, not passed. */
function gate(table: ExposureTable, failOn: ExposureVerdict, named: boolean, io: CommandIo) {
  const unknown = table.rows.filter(({ error }) => error !== null);
  if (named && unknown.length > 0) {
    const [{ pipeline, error }] = unknown;
    throw new UserError('invalid-argument', `${pipeline}: ${error!.message}`);
  }
  const refused = rowsAtLeast(table, failOn);
  if (refused.length === 0) return 0;
  const ids = refused.map(({ pipeline }) => pipeline);
  const more = ids.length > 5 ? ` and ${ids.length - 5} more` : '';
  io.stderr.write(
    `scalescope: ${ids.length} of ${table.rows.length} pipelines are at or above ${failOn}: ` +
      `${printable(ids.slice(0, 5).join(', '))}${more}\n`,
  );
  return REFUSED;
}

function refuseSize({ size, pipeline }: PipelinesOptions): void {
  const fixed = pipeline.find(({ sizeIsFree }) => !sizeIsFree);
  if (size === undefined || fixed === undefined) return;
  throw new UserError(
    'invalid-argument',
    `${fixed.id} fixes its own size. Leave --size out, or choose bare samplers only.`,
  );
}

function catalogJson(chosen: readonly Pipeline[]): string {
  const catalog = { schema: CATALOG_SCHEMA, version, pipelines: chosen.map(infoOf) };
  return `${printableJson(catalog, 2)}\n`;
}

function catalogText(chosen: readonly Pipeline[]): string {
  const blocks = chosen.map((pipeline) => {
    const { id, title, call, versions, exactness, defaultSize, sizeIsFree } = pipeline;
    const size = sizeIsFree ? 'any' : `${defaultSize.width}x${defaultSize.height}`;
    const heading = title === id ? id : `${id}: ${title}`;
    return [heading, `  ${call}`, `  ${versions}; ${exactness}; size ${size}`]
      .map(printable)
      .join('\n');
  });
  return `${blocks.join('\n')}\n\n${chosen.length} pipelines; --source WxH shows how exposed each is.\n`;
}

function tableText({ source, rows }: ExposureTable): string {
  const cells = rows.map(({ pipeline, exposure, error }) =>
    exposure === null
      ? [pipeline, '-', '-', '-', '-', '-', `cannot take this source: ${error?.message ?? ''}`]
      : [
          pipeline,
          `${exposure.width}x${exposure.height}`,
          percent(exposure.readShare),
          percent(exposure.weightConcentration),
          exposure.verdict === 'upscale' ? '-' : `~${exposure.leastPixels}`,
          exposure.verdict === 'upscale' ? '-' : percent(exposure.leastShare),
          exposure.verdict === 'upscale' ? 'upscale, not attackable' : exposure.verdict,
        ],
  );
  const head = [
    'pipeline',
    'target',
    'read',
    'hidden',
    'about least pixels',
    'of source',
    'verdict',
  ];
  const widths = head.map((name, i) => Math.max(name.length, ...cells.map((row) => row[i].length)));
  const line = (row: string[]) =>
    row
      .map((cell, i) =>
        i === 0 || i === 6 ? cell.padEnd(i === 6 ? 0 : widths[i]) : cell.padStart(widths[i]),
      )
      .join('  ');
  return [
    `Exposure of a source of ${source.width}x${source.height}`,
    '',
    line(head),
    ...cells.map((row) => printable(line(row))),
    '',
    'read: source pixels with any weight. hidden: the share of an attack that an antialiased view',
    'does not show (weight concentration). about least pixels: an estimate of how many an attacker',
    'must change.',
    '',
  ].join('\n');
}

function percent(value: number): string {
  return `${(value * 100).toFixed(1)} %`;
}
