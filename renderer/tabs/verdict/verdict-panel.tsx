import type { OpenImage } from '../../../shared/api/contract.ts';
import type { Finding, FindingTarget } from '../../../shared/finding/finding.ts';
import { DEFAULT_PIPELINE } from '../../../shared/pipelines/pipeline.ts';
import {
  ABSENCE,
  evidenceText,
  latticeFacts,
  NOT_ASSESSABLE,
  scoreOf,
  searchedText,
  skippedText,
  targetScoreText,
  verdictTone,
  verdictWord,
} from '../../../shared/verdict/words.ts';
import { retryInspection, showView } from '../../session/actions.ts';
import * as state from '../../session/state.ts';
import { isVeiled } from '../../session/veil.ts';
import { EvidenceList } from './evidence.tsx';
import { HiddenPicture } from './found-picture.tsx';
import { inShort } from './in-short.ts';
import { Places } from './places.tsx';
import { stageTitle } from '../../words/sentences.ts';
import './verdict.css';

/** The verdict on the image, with its reasons, or how far the inspection is. */
export function VerdictPanel({ image }: { image: OpenImage }) {
  const { value: inspection } = state.inspection;
  return (
    <section class="panel verdict" aria-labelledby="verdict-title" data-testid="verdict">
      <h2 id="verdict-title">Verdict</h2>
      <div aria-live="polite" class="verdict-body">
        {inspection.status === 'none' && <p class="muted">Waiting for the machine view.</p>}
        {inspection.status === 'running' && (
          <>
            <p class="muted">Inspecting: {stageTitle(inspection.stage)}</p>
            <progress aria-label="Inspection" max={1} value={inspection.fraction} />
          </>
        )}
        {inspection.status === 'failed' && (
          <>
            <p>{inspection.error.message}</p>
            <button type="button" onClick={() => void retryInspection()}>
              Inspect again
            </button>
          </>
        )}
        {inspection.status === 'done' && <Outcome finding={inspection.finding} />}
      </div>
      {inspection.status === 'done' && (
        <>
          {inspection.finding.targets.length > 0 && <HiddenPicture imageId={image.id} />}
          <Details finding={inspection.finding} />
          <Targets image={image} finding={inspection.finding} />
        </>
      )}
    </section>
  );
}

/** What was found, in a word and then in short. */
function Outcome({ finding }: { finding: Finding }) {
  const score = scoreOf(finding);
  const evidence = evidenceText(finding);
  const said = inShort(finding);
  const isFound = finding.targets.length > 0;
  return (
    <>
      <p class={`badge badge-${verdictTone(finding)}`}>
        <strong>{verdictWord(finding)}</strong>
        {score !== null && (
          <>
            <span class="score">score {score.value.toFixed(2)}</span> <small>{score.meaning}</small>
          </>
        )}
      </p>
      {!isFound && <Searched finding={finding} />}
      <Unexplained finding={finding} />
      {said.length > 0 && (
        <p class="in-short" data-testid="in-short">
          <strong>{said[0]}</strong> {said.slice(1).join(' ')}
        </p>
      )}
      {evidence !== null && <p class="muted">Evidence {evidence}.</p>}
    </>
  );
}

/** Why, in the words of the command line, and what was searched. */
function Details({ finding }: { finding: Finding }) {
  const all = finding.error === null ? finding.reasons : [finding.error.message];
  // What was read is quoted in them: it is veiled like the machine view.
  const quoted = finding.judgements.find(({ of }) => of === 'text')?.reasons ?? [];
  const reasons = isVeiled.value ? all.filter((reason) => !quoted.includes(reason)) : all;
  return (
    <>
      <Reasons reasons={reasons.slice(0, finding.targets.length > 0 ? 1 : reasons.length)} />
      {finding.targets.length > 0 && reasons.length > 1 && (
        <details class="members">
          <summary>{reasons.length - 1} more reasons</summary>
          <Reasons reasons={reasons.slice(1)} />
        </details>
      )}
      <WhatWasTested finding={finding} />
    </>
  );
}

function Reasons({ reasons }: { reasons: readonly string[] }) {
  return (
    <ul class="reasons">
      {reasons.map((reason) => (
        <li key={reason}>{reason}</li>
      ))}
    </ul>
  );
}

/** Lattices that nothing explains, each one press away, and how many were not looked at. */
function Unexplained({ finding: { unexplained = [], skipped } }: { finding: Finding }) {
  const rest = skippedText(skipped);
  if (unexplained.length === 0 && rest === null) return null;
  const { value: shown } = state.machineView;
  // A pipeline that fixes its own size cannot show another.
  const { value: chosen } = state.pipeline;
  const id = chosen?.sizeIsFree ? chosen.id : DEFAULT_PIPELINE;
  return (
    <div class="unexplained" data-testid="unexplained">
      {unexplained.length > 0 && <p id="unexplained-title">Unexplained lattices to look at:</p>}
      <ul aria-labelledby="unexplained-title">
        {unexplained.map(({ width, height, sigma }) => (
          <li key={`${width}x${height}`}>
            <span>{latticeFacts({ width, height, sigma })}</span>
            <button
              type="button"
              aria-pressed={shown?.width === width && shown.height === height}
              aria-label={`Look at ${width}x${height}`}
              onClick={() => void showView(id, { width, height })}
            >
              Look
            </button>
          </li>
        ))}
      </ul>
      {rest !== null && <p>{rest}</p>}
    </div>
  );
}

/** Of what was found what was searched; where nothing was, what that does not mean. */
function WhatWasTested({ finding }: { finding: Finding }) {
  const { tested, targets, verdict, explanation } = finding;
  if (tested === null) return null;
  return (
    <div class="tested" data-testid="tested">
      {targets.length > 0 && <Searched finding={finding} />}
      {explanation === 'not-assessable' ? (
        <p>{NOT_ASSESSABLE}</p>
      ) : (
        verdict === 'clean' && <p>{ABSENCE}</p>
      )}
    </div>
  );
}

function Searched({ finding: { tested, judgements } }: { finding: Finding }) {
  if (tested === null) return null;
  return <p class="muted">Searched: {searchedText({ tested, judgements })}.</p>;
}

/** Sizes at which something hidden appears, each one press away, with its evidence. */
function Targets({ image, finding }: { image: OpenImage; finding: Finding }) {
  const { targets } = finding;
  if (targets.length === 0) return null;
  return (
    <ul class="targets" aria-label="Sizes at which something appears">
      {targets.map((target, at) => (
        <li key={`${target.width}x${target.height} ${target.crop.x},${target.crop.y}`}>
          <Target target={target} image={image} isBest={at === 0} />
        </li>
      ))}
    </ul>
  );
}

interface TargetProps {
  target: FindingTarget;
  image: OpenImage;
  isBest: boolean;
}

function Target({ target, image, isBest }: TargetProps) {
  const { width, height, samplers, channels, records } = target;
  const { value: shown } = state.machineView;
  const id = samplers[0] ?? state.pipelineId.value;
  const isShown = width === shown?.width && height === shown.height && id === shown.pipeline;
  return (
    <>
      <div class="target-head">
        <button
          type="button"
          aria-pressed={isShown}
          data-testid="target"
          onClick={() => id !== null && void showView(id, { width, height })}
        >
          Look at {width}x{height}
        </button>
        <span class="score">{targetScoreText(target)}</span>
      </div>
      <p class="muted">
        Seen by {samplers.length === 0 ? 'no sampler by itself' : samplers.join(', ')}; in{' '}
        {channels.join(', ')}.
      </p>
      <Places target={target} source={image.raster} mappedId={isBest ? image.id : null} />
      {records.length > 0 && (
        <details class="evidence-of" open={isBest}>
          <summary>Evidence</summary>
          <EvidenceList records={records} />
        </details>
      )}
    </>
  );
}
