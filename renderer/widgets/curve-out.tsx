import { provenanceOf } from '../out/provenance.ts';
import { attempt, canvasOfSvg, csvOf, pngOf, saveAs, svgText, type Cell } from '../out/take-out.ts';
import type { Curve } from './chart.ts';
import { curveSvg } from './curve-svg.ts';
import { OutButtons } from './out-buttons.tsx';

/** How a curve is saved. */
export interface CurveFile {
  /** What it shows: "the sweep". */
  of: string;
  /** The part of the file's name that tells it from others. */
  name: string;
  /** The numbers behind it. */
  columns: readonly string[];
  rows: readonly (readonly Cell[])[];
}

/** Saves a curve as SVG, PNG and CSV. */
export function CurveOut({
  curve,
  file: { of, name, columns, rows },
}: {
  curve: Curve;
  file: CurveFile;
}) {
  const told = (form: string) =>
    provenanceOf(of.charAt(0).toUpperCase() + of.slice(1), { Form: form });
  const drawn = (): SVGSVGElement =>
    new DOMParser().parseFromString(curveSvg(curve), 'image/svg+xml')
      .documentElement as unknown as SVGSVGElement;
  return (
    <OutButtons
      of={of}
      makes={[
        ['SVG', () => saveAs(svgText(drawn(), told('SVG')), `${name}.svg`)],
        [
          'PNG',
          () =>
            attempt(async () =>
              saveAs(await pngOf(await canvasOfSvg(drawn()), told('PNG')), `${name}.png`),
            ),
        ],
        ['CSV', () => saveAs(csvOf(columns, rows, told('CSV')), `${name}.csv`)],
      ]}
    />
  );
}
