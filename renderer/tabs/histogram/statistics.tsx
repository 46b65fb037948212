import type { Histogram } from '../../../shared/image/histogram.ts';
import { csvOf, saveAs } from '../../out/take-out.ts';
import { provenanceOf } from '../../out/provenance.ts';
import { numberLabel } from '../../words/sentences.ts';
import { OutButtons } from '../../widgets/out-buttons.tsx';
import { NAMES } from './channels.ts';

interface StatisticsProps {
  human: Histogram;
  machine: Histogram | null;
  part: string;
}

const COLUMNS = ['Channel', 'Scale', 'Least', 'Mean', 'Deviation', 'Most'];

/** Least, mean, deviation and most of each channel on both scales. */
export function Statistics({ human, machine, part }: StatisticsProps) {
  const sides = [
    ['human', human] as const,
    ...(machine === null ? [] : [['machine', machine] as const]),
  ];
  const rows = human.channels.flatMap(({ channel }, at) =>
    sides.flatMap(([side, { channels }]) => {
      const of = channels.find((each) => each.channel === channel) ?? channels[at];
      if (of === undefined) return [];
      return [[NAMES[channel], side, of.min, of.mean, of.deviation, of.max] as const];
    }),
  );
  const save = (): void => {
    const bins = human.channels[0].counts.map((_, bin) => [
      'bin',
      (bin * (human.most + 1)) / human.channels[0].counts.length,
      ...human.channels.map(({ counts }) => counts[bin]),
      ...(machine?.channels.map(({ counts }) => counts[bin]) ?? []),
    ]);
    const names = sides.flatMap(([side, { channels }]) =>
      channels.map(({ channel }) => `${side} ${channel}`),
    );
    const provenance = provenanceOf('Histogram', { Part: part });
    saveAs(csvOf(['kind', 'value', ...names], bins, provenance), 'histogram.csv');
  };
  return (
    <>
      <table class="statistics" data-testid="statistics">
        <caption class="muted">
          {part}: {(human.width * human.height).toLocaleString('en')} source pixels
          {machine === null
            ? ''
            : `, ${(machine.width * machine.height).toLocaleString('en')} machine pixels`}
        </caption>
        <thead>
          <tr>
            {COLUMNS.map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(([name, side, ...numbers]) => (
            <tr key={`${name} ${side}`}>
              <th scope="row">{name}</th>
              <td>{side}</td>
              {numbers.map((value, at) => (
                <td key={at}>{numberLabel(value)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <OutButtons of="the counts" makes={[['CSV', save]]} />
    </>
  );
}
