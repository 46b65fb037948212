import { signal } from '@preact/signals';
import type { ClassifierSummary } from '../../../shared/pipelines/classifier.ts';
import {
  labelSentence,
  labelWorth,
  topLabels,
  type Label,
  type LabelPair,
} from '../../../shared/finding/labels.ts';
import { useQuery } from '../../session/use-query.ts';
import { fetchClassifiers, fetchLabels } from '../../client/api-client-evidence.ts';
import { percent } from '../../words/view-labels.ts';
import { QueryBody } from '../../widgets/query-body.tsx';

/** Labels of each scale that are shown. */
const LISTED = 4;

/** The image of which somebody asked what models say. */
const askedFor = signal<string | null>(null);

/** What classifiers say of the picture at both scales; models run only when they are asked. */
export function LabelsPanel({ imageId }: { imageId: string }) {
  const isAsked = askedFor.value === imageId;
  const classifiers = useQuery(isAsked ? 'classifiers' : null, fetchClassifiers);
  return (
    <section class="panel" aria-labelledby="labels-title">
      <h2 id="labels-title">What models say</h2>
      {isAsked ? (
        <QueryBody query={classifiers} name="Looking for classifiers">
          {(list) =>
            list.length === 0 ? (
              <p>This viewer has no classifier.</p>
            ) : (
              list.map((each) => <Labels key={each.id} imageId={imageId} classifier={each} />)
            )
          }
        </QueryBody>
      ) : (
        <>
          <p class="muted">
            Classifiers on this computer label the picture at both scales. They are often wrong, and
            the verdict does not use them.
          </p>
          <button
            type="button"
            data-testid="ask-labels"
            data-tip="Label the source and the machine view, on this computer"
            onClick={() => (askedFor.value = imageId)}
          >
            What do models say?
          </button>
        </>
      )}
    </section>
  );
}

interface LabelsProps {
  imageId: string;
  classifier: ClassifierSummary;
}

function Labels({ imageId, classifier }: LabelsProps) {
  const { id, title } = classifier;
  const asked = useQuery(JSON.stringify(['labels', imageId, id]), (signal) =>
    fetchLabels(imageId, id, signal),
  );
  return (
    <div class="labels" data-testid="labels">
      <h3>{title}</h3>
      <QueryBody query={asked} name={`Asking ${title}`}>
        {(pair) => <Pair pair={pair} />}
      </QueryBody>
    </div>
  );
}

function Pair({ pair }: { pair: LabelPair }) {
  const { width, height, human, machine } = pair;
  return (
    <>
      <p data-testid="label-sentence">{labelSentence(pair)}</p>
      <p class="muted" data-testid="label-worth">
        {labelWorth(pair)}
      </p>
      <Bars title="What a person sees" labels={topLabels(human, LISTED)} />
      <Bars title={`What it receives, ${width}x${height}`} labels={topLabels(machine, LISTED)} />
    </>
  );
}

function Bars({ title, labels }: { title: string; labels: readonly Label[] }) {
  return (
    <table class="label-bars">
      <caption class="muted">{title}</caption>
      <tbody>
        {labels.map(({ name, probability }) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            <td class="label-bar" aria-hidden="true">
              <i style={{ width: `${probability * 100}%` }} />
            </td>
            <td>{percent(probability)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
