import { neededText } from '../../../shared/verdict/words.ts';
import { bandsText } from '../../../shared/verdict/view-bands.ts';
import * as state from '../../session/state.ts';
import { percent } from '../../words/view-labels.ts';
import { departureText, disagreementSentence, numberLabel } from '../../words/sentences.ts';
import { ViewRetry } from '../../widgets/view-retry.tsx';

/** The machine view in numbers: how much of the source it reads, how far it departs. */
export function NumbersPanel() {
  const { value: machine } = state.machine;
  const view = machine.status === 'ready' ? machine.value : null;
  const rows: [string, string, string][] = [
    [
      'Departure',
      (view && departureText(view, state.thresholds.value.view)) ?? '–',
      'How far the machine view departs from what the pixels it does not read explain. ' +
        `This figure decides: ${neededText(state.thresholds.value.view)}.`,
    ],
    [
      'Ratio',
      view ? `${numberLabel(view.ratioX)} across, ${numberLabel(view.ratioY)} down` : '–',
      'Source size divided by target size, for each axis.',
    ],
    [
      'Source pixels read',
      view ? percent(view.readShare) : '–',
      'Share of the source pixels that have any influence on it.',
    ],
    [
      'Difference, typical',
      view ? `${numberLabel(view.disagreement.rms)} levels` : '–',
      'Root mean square difference from the antialiased view, on a scale of 255 grey levels.',
    ],
    [
      'Difference, largest',
      view ? `${numberLabel(view.disagreement.max)} levels` : '–',
      'Largest difference of a single value, on a scale of 255 grey levels.',
    ],
    [
      'First look',
      view ? `${numberLabel(view.disagreement.normalised)} × (${view.disagreement.channel})` : '–',
      'Squared difference, divided by what the picture’s own detail explains. ' +
        `A quick estimate for tables of many machine views, not the judgement: ${bandsText()}.`,
    ],
  ];
  return (
    <section class="panel" aria-labelledby="numbers-title" aria-busy={machine.status === 'loading'}>
      <h2 id="numbers-title">Machine view</h2>
      <p class="sentence" data-testid="view-sentence">
        {view
          ? disagreementSentence(view, state.thresholds.value.view)
          : machine.status === 'failed'
            ? machine.error.message
            : 'Computing…'}
      </p>
      {machine.status === 'failed' && <ViewRetry {...machine.error} />}
      <dl>
        {rows.map(([term, value, meaning]) => (
          <div key={term} class="explained">
            <dt>{term}</dt>
            <dd>{value}</dd>
            <dd class="meaning">{meaning}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
