import { useRef } from 'preact/hooks';
import type { OpenImage } from '../../../shared/api/contract.ts';
import type { Finding } from '../../../shared/finding/finding.ts';
import { DEFAULT_PIPELINE } from '../../../shared/pipelines/pipeline.ts';
import {
  ABSENCE,
  latticeFacts,
  NOT_ASSESSABLE,
  scoreOf,
  searchedText,
  skippedText,
  verdictWord,
} from '../../../shared/verdict/words.ts';
import { retryInspection, showView } from '../../session/actions.ts';
import * as state from '../../session/state.ts';
import { isVeiled } from '../../session/veil.ts';
import { Demanded } from './demanded.tsx';
import { HiddenPicture } from './found-picture.tsx';
import { inShort } from './in-short.ts';
import { LoaderLooks } from './loader-looks.tsx';
import { isShown, keyOf, SummaryTable } from './summary-table.tsx';
import { TargetEvidence } from './target-evidence.tsx';
import { badgeTone, viewLeftOpen } from '../../words/badge.ts';
import { stageTitle } from '../../words/sentences.ts';
import './verdict.css';

/** The verdict on the image, with its reasons, or how far the inspection is. */
export function VerdictPanel({ image }: { image: OpenImage }) {
  const { value: inspection } = state.inspection;
  const last = useRef<{ image: string; finding: Finding } | null>(null);
  if (inspection.status === 'done') last.current = { image: image.id, finding: inspection.finding };
  // Another view of the same image is judged: what was found stays, and so does the focus in it.
  const isAnew = inspection.status === 'none' || inspection.status === 'running';
  const before = isAnew && last.current?.image === image.id ? last.current.finding : null;
  const finding = inspection.status === 'done' ? inspection.finding : before;
  return (
    <section class="panel verdict" aria-labelledby="verdict-title" data-testid="verdict">
      <h2 id="verdict-title">Verdict</h2>
      <div aria-live="polite" class="verdict-body">
        {isAnew && before === null && (
          <p class="muted">
            {inspection.status === 'none'
              ? 'Waiting for the machine view.'
              : `Inspecting: ${stageTitle(inspection.stage)}`}
          </p>
        )}
        {before === null && inspection.status === 'running' && (
          <progress aria-label="Inspection" max={1} value={inspection.fraction} />
        )}
        {inspection.status === 'failed' && (
          <>
            <p>{inspection.error.message}</p>
            <button type="button" onClick={() => void retryInspection()}>
              Inspect again
            </button>
          </>
        )}
        {finding !== null && <Outcome finding={finding} isAnew={isAnew} />}
      </div>
      {finding !== null && <More image={image} finding={finding} />}
    </section>
  );
}

/** What was found: in a word, at a glance, and in a sentence. */
function Outcome({ finding, isAnew }: { finding: Finding; isAnew: boolean }) {
  const score = scoreOf(finding);
  const said = inShort(finding);
  const open = viewLeftOpen(finding);
  return (
    <>
      <p class={`badge badge-${badgeTone(finding)}`}>
        <strong>{verdictWord(finding)}</strong>
        {score !== null && (
          <>
            <span class="score">score {score.value.toFixed(2)}</span> <small>{score.meaning}</small>
          </>
        )}
        {open !== null && <small data-testid="left-open">{open}</small>}
        {isAnew && (
          <small data-testid="judged-anew">
            as before; the machine view that is shown is being judged
          </small>
        )}
      </p>
      <SummaryTable finding={finding} />
      {said !== null && (
        <p class="in-short" data-testid="in-short">
          {said}
        </p>
      )}
      <Unexplained finding={finding} />
      <LoaderLooks finding={finding} />
    </>
  );
}

/** The evidence, opened on demand where something was found; else what the search does not mean. */
function More({ image, finding }: { image: OpenImage; finding: Finding }) {
  const { targets } = finding;
  const all = finding.error === null ? finding.reasons : [finding.error.message];
  // What was read is quoted in them: it is veiled like the machine view.
  const quoted = finding.judgements.find(({ of }) => of === 'text')?.reasons ?? [];
  const reasons = isVeiled.value ? all.filter((reason) => !quoted.includes(reason)) : all;
  if (targets.length === 0) {
    return (
      <>
        <Reasons reasons={reasons} />
        <WhatWasTested finding={finding} />
      </>
    );
  }
  return (
    <>
      <Recovered imageId={image.id} isInPane={targets.some(isShown)} />
      <Demanded title="Evidence" testId="evidence-of">
        {targets.map((target, at) => (
          <TargetEvidence key={keyOf(target)} target={target} image={image} isBest={at === 0} />
        ))}
      </Demanded>
      <Demanded title="In detail" testId="in-detail">
        <Reasons reasons={reasons} />
        <WhatWasTested finding={finding} />
      </Demanded>
    </>
  );
}

/** The recovered picture; folded where the machine pane shows it already. */
function Recovered({ imageId, isInPane }: { imageId: string; isInPane: boolean }) {
  return (
    <Demanded
      title="The hidden picture"
      note={isInPane ? 'shown in the machine pane' : ''}
      testId="recovered"
      isOpen={!isInPane}
    >
      <HiddenPicture imageId={imageId} />
    </Demanded>
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
              data-tip={`Show the machine view at ${width}x${height}`}
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
  const { tested, targets, verdict, explanation, judgements } = finding;
  if (tested === null) return null;
  return (
    <div class="tested" data-testid="tested">
      {targets.length > 0 && <p class="muted">Searched: {searchedText({ tested, judgements })}.</p>}
      {explanation === 'not-assessable' ? (
        <p>{NOT_ASSESSABLE}</p>
      ) : (
        verdict === 'clean' && <p>{ABSENCE}</p>
      )}
    </div>
  );
}
