/** The list of the charts in a folder, `charts.json`. */
import * as v from 'valibot';
import { parseChecked } from '../../base/checked-json.ts';
import type { Size } from '../../base/raster.ts';
import { LEAST_CHART_SIDE, MOST_CHART_SIDE } from './chart-size.ts';

export const CHARTS_SCHEMA = 'scalescope/charts@1';

export interface ChartList {
  schema: typeof CHARTS_SCHEMA;
  version: string;
  charts: (Size & { file: string; sha256: string })[];
}

const range = `a whole number of ${LEAST_CHART_SIDE} to ${MOST_CHART_SIDE}`;
const side = v.pipe(
  v.number(range),
  v.integer(range),
  v.minValue(LEAST_CHART_SIDE, range),
  v.maxValue(MOST_CHART_SIDE, range),
);

const List = v.object({
  schema: v.literal(CHARTS_SCHEMA, `"${CHARTS_SCHEMA}"`),
  charts: v.pipe(
    v.array(v.object({ width: side, height: side }), 'a list of charts'),
    v.minLength(1, 'at least one chart'),
    v.maxLength(32, 'at most 32 charts'),
  ),
});

/** The sizes in the list `json`; `name` is what its file is called. Throws UserError `invalid-argument`. */
export function parseChartList(json: string, name: string): Size[] {
  const { value } = parseChecked(List, json, name);
  return value.charts.map(({ width, height }) => ({ width, height }));
}
