import type { EvidenceRecord, Finding, FindingTarget } from '../../../shared/finding/finding.ts';
import { evidenceText, searchedText } from '../../../shared/verdict/words.ts';
import { showView } from '../../session/actions.ts';
import * as state from '../../session/state.ts';
import { numberLabel } from '../../words/sentences.ts';
import { whereText, whoText } from './in-short.ts';
import { ElsewhereRows } from './elsewhere-rows.tsx';
import { PlaceButton, Row } from './summary-row.tsx';
import { TextRow } from './text-row.tsx';

/** The verdict at a glance: for which size, for whom, where, and each measure against its threshold. */
export function SummaryTable({ finding }: { finding: Finding }) {
  const { targets, tested, judgements } = finding;
  // The figures are those of the target that is looked at; the best one's where none is.
  const shown = targets.find(isShown) ?? targets.at(0);
  const evidence = evidenceText(finding);
  return (
    <table class="summary" data-testid="summary">
      <caption class="hidden-text">The verdict at a glance</caption>
      <tbody>
        {shown !== undefined && <FoundRows targets={targets} shown={shown} />}
        {shown === undefined && <ElsewhereRows finding={finding} />}
        {shown?.records.map((record) => (
          <MeasureRow key={record.id} record={record} />
        ))}
        <TextRow />
        {evidence !== null && <Row name="Evidence">{evidence}</Row>}
        {shown === undefined && tested !== null && (
          <Row name="Searched">{searchedText({ tested, judgements })}</Row>
        )}
      </tbody>
    </table>
  );
}

interface FoundRowsProps {
  targets: readonly FindingTarget[];
  /** The target whose figures are told. */
  shown: FindingTarget;
}

function FoundRows({ targets, shown }: FoundRowsProps) {
  const { region } = shown;
  const who = whoText(shown);
  return (
    <>
      <Row name={targets.length === 1 ? 'Target' : 'Targets'}>
        <span class="summary-targets">
          {targets.map((target) => (
            <TargetButton key={keyOf(target)} target={target} />
          ))}
        </span>
      </Row>
      <Row name="For whom">
        {who === null ? (
          'no pipeline of the catalog by itself'
        ) : (
          <>
            {who}, and for others that read the same pixels:{' '}
            <button
              type="button"
              class="quiet summary-place"
              data-tip="List every pipeline by the picture that it makes"
              data-testid="who-else"
              onClick={() => state.chooseTab('matrix')}
            >
              Who sees what
            </button>
          </>
        )}
      </Row>
      <Row name="Where">
        {region === null ? (
          whereText(shown)
        ) : (
          <PlaceButton region={region}>{whereText(shown)}</PlaceButton>
        )}
      </Row>
    </>
  );
}

/** What tells a target from the others. */
export function keyOf({ width, height, crop }: FindingTarget): string {
  return `${width}x${height} ${crop.x},${crop.y}`;
}

/** Whether the machine view is the one in which `target` appears. */
export function isShown({ width, height, samplers }: FindingTarget): boolean {
  const { value: shown } = state.machineView;
  if (shown === null || shown.width !== width || shown.height !== height) return false;
  return samplers.length === 0 || samplers.includes(shown.pipeline);
}

function TargetButton({ target }: { target: FindingTarget }) {
  const { width, height, samplers } = target;
  const id = samplers[0] ?? state.pipelineId.value;
  return (
    <button
      type="button"
      aria-pressed={isShown(target)}
      aria-label={`Look at ${width}x${height}`}
      data-tip={`Show the machine view at ${width}x${height}`}
      data-testid="target"
      onClick={() => id !== null && void showView(id, { width, height })}
    >
      {width}x{height}
    </button>
  );
}

function MeasureRow({ record: { title, value, threshold } }: { record: EvidenceRecord }) {
  const isAbove = value >= threshold;
  return (
    <tr data-testid="measure">
      <th scope="row">{title}</th>
      <td class={isAbove ? 'summary-number evidence-above' : 'summary-number muted'}>
        {numberLabel(value)}
      </td>
      <td class="muted">
        {isAbove ? '≥' : '<'} {numberLabel(threshold)}
      </td>
      <td class="summary-bar" aria-hidden="true">
        <MeasureBar value={value} threshold={threshold} />
      </td>
    </tr>
  );
}

/** The value as a bar that ends at twice the threshold, which is the line in its middle. */
export function MeasureBar({ value, threshold }: { value: number; threshold: number }) {
  const share = threshold > 0 ? Math.min(1, Math.max(0, value / (2 * threshold))) : 0;
  return (
    <div class="evidence-bar">
      <i
        class={value >= threshold ? 'evidence-fill above' : 'evidence-fill'}
        style={{ width: `${share * 100}%` }}
      />
    </div>
  );
}
