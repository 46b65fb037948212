import type { SpectrumReport } from '../../../shared/api/contract.ts';
import { provenanceOf, type Provenance } from '../../out/provenance.ts';
import { attempt, csvOf, pngOf, saveAs } from '../../out/take-out.ts';
import { OutButtons } from '../../widgets/out-buttons.tsx';
import type { SpectrumBins } from './spectrum-drawing.ts';

/** Saves the spectrum bin for bin, and the peaks that are predicted in it. */
export function SpectrumOut({ report, bins }: { report: SpectrumReport; bins: SpectrumBins }) {
  const { channel, window, detrend, lowDb, highDb, tiles, target } = report;
  const told = (form: string): Provenance =>
    provenanceOf('Spectrum', {
      Form: form,
      Channel: channel,
      Window: window,
      Detrend: detrend,
      Parts: `${tiles} of ${bins.width}x${bins.height} pixels`,
      'Black and white': `${lowDb.toFixed(2)} dB and ${highDb.toFixed(2)} dB of one grey level`,
      ...(target !== null && {
        'Peaks of': `${target.pipeline}, ${target.width}x${target.height}`,
      }),
    });
  const savePng = async (): Promise<void> => {
    const canvas = document.createElement('canvas');
    canvas.width = bins.width;
    canvas.height = bins.height;
    const pixels = new ImageData(bins.width, bins.height);
    bins.gray.forEach((value, at) => pixels.data.set([value, value, value, 255], 4 * at));
    canvas.getContext('2d')!.putImageData(pixels, 0, 0);
    saveAs(await pngOf(canvas, told('PNG, a pixel for each frequency')), 'spectrum.png');
  };
  const saveCsv = (): void => {
    const columns = [
      'bin x',
      'bin y',
      'cycles per pixel x',
      'cycles per pixel y',
      'dB',
      'dB above surroundings',
    ];
    const rows = report.peaks.map(({ x, y, frequencyX, frequencyY, observedDb, contrastDb }) => [
      ...[x, y, frequencyX, frequencyY, observedDb, contrastDb],
    ]);
    saveAs(csvOf(columns, rows, told('CSV, the predicted peaks')), 'peaks.csv');
  };
  return (
    <OutButtons
      of="the spectrum"
      makes={[
        ['PNG', () => attempt(savePng)],
        ['CSV', saveCsv],
      ]}
    />
  );
}
