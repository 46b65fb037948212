import { bandsText } from '../../../shared/verdict/words.ts';
import * as state from '../../session/state.ts';
import { percent } from '../../words/view-labels.ts';
import { disagreementSentence, numberLabel } from '../../words/sentences.ts';
import { ViewRetry } from '../../widgets/view-retry.tsx';

/** The machine view in numbers: how much of the source it reads, how far it strays. */
export function NumbersPanel() {
  const { value: machine } = state.machine;
  const view = machine.status === 'ready' ? machine.value : null;
  const rows: [string, string, string][] = [
    [
      'Ratio',
      view ? `${numberLabel(view.ratioX)} × ${numberLabel(view.ratioY)}` : '–',
      'Source size over target size, per axis.',
    ],
    [
      'Source pixels read',
      view ? percent(view.readShare) : '–',
      'Share of source pixels that have any influence.',
    ],
    [
      'Difference, typical',
      view ? `${numberLabel(view.disagreement.rms)} levels` : '–',
      'Root mean square difference to the antialiased view, of 255 gray levels.',
    ],
    [
      'Difference, largest',
      view ? `${numberLabel(view.disagreement.max)} levels` : '–',
      'Largest difference of one value, of 255 gray levels.',
    ],
    [
      'Beyond detail',
      view ? `${numberLabel(view.disagreement.normalised)} × (${view.disagreement.channel})` : '–',
      `Squared difference over what the picture's own detail explains; ${bandsText()}.`,
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
