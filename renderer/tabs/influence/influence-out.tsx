import { provenanceOf } from '../../out/provenance.ts';
import { attempt, csvOf, pngOf, saveAs } from '../../out/take-out.ts';
import type { Pixel } from '../../session/state.ts';
import { OutButtons } from '../../widgets/out-buttons.tsx';
import { drawInfluence, type AxisWeights } from './influence-drawing.ts';

interface InfluenceOutProps {
  pixel: Pixel;
  columns: AxisWeights;
  rows: AxisWeights;
  /** The source pixels that the map shows. */
  region: { x: number; y: number; width: number; height: number };
}

/** The sides of a saved map, about, in pixels. */
const SIDE = 640;
/** Weights that are listed at most: the largest of an antialiased resize of a large picture. */
const MOST_WEIGHTS = 200_000;

/** Saves which source pixels make an output pixel, as a map and as a list. */
export function InfluenceOut({ pixel, columns, rows, region }: InfluenceOutProps) {
  const told = (form: string) =>
    provenanceOf('Influence on an output pixel', {
      Form: form,
      'Output pixel': `(${pixel.x}, ${pixel.y})`,
      'Source pixels': `${region.width}x${region.height} at (${region.x}, ${region.y})`,
    });
  const savePng = async (): Promise<void> => {
    const canvas = document.createElement('canvas');
    canvas.width = canvas.height = SIDE;
    const inside = (weights: AxisWeights, end: number): AxisWeights =>
      weights.filter(([index]) => index < end);
    drawInfluence(
      canvas.getContext('2d')!,
      region,
      inside(columns, region.x + region.width),
      inside(rows, region.y + region.height),
    );
    saveAs(await pngOf(canvas, told('PNG')), `influence-${pixel.x},${pixel.y}.png`);
  };
  const saveCsv = (): void => {
    const count = rows.length * columns.length;
    const weights = rows
      .flatMap(([y, down]) => columns.map(([x, across]) => [x, y, across * down]))
      .slice(0, MOST_WEIGHTS);
    const text = csvOf(
      ['source x', 'source y', 'weight'],
      weights,
      told(count > MOST_WEIGHTS ? `CSV, the first ${MOST_WEIGHTS} of ${count}` : 'CSV'),
    );
    saveAs(text, `influence-${pixel.x},${pixel.y}.csv`);
  };
  return (
    <OutButtons
      of="the influence"
      makes={[
        ['PNG', () => attempt(savePng)],
        ['CSV', saveCsv],
      ]}
    />
  );
}
