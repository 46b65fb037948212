import { useEffect, useMemo } from 'preact/hooks';
import type { OpenImage } from '../../../shared/api/contract.ts';
import { AS_A_PERSON, type MatrixMember, type MatrixRow } from '../../../shared/matrix/result.ts';
import { showView } from '../../session/actions.ts';
import { compareIfNew, hasCandidates, matrixPlan, nameOf as sizeName } from './matrix-actions.ts';
import * as state from '../../session/state.ts';
import { Antialiased } from './antialiased.tsx';
import { BrowserPanel } from './browser-panel.tsx';
import { Comparing } from './comparing.tsx';
import { MatrixOut } from './matrix-out.tsx';
import { Distance, DistanceMeaning } from './matrix-parts.tsx';
import { Thumbnail } from '../../viewer/thumbnail.tsx';
import './matrix.css';

/** Who sees what: a contact sheet of every pipeline, size by size, a row for each distinct picture. */
export function MatrixPanel({ image }: { image: OpenImage }) {
  const { value: matrix } = state.matrix;
  const { status } = state.inspection.value;
  useEffect(() => {
    if (status === 'done' && hasCandidates()) compareIfNew();
  }, [image.id, status]);
  const sizes = matrixPlan().flatMap(({ size }) => (size === null ? [] : [sizeName(size)]));
  return (
    <>
      <section class="panel" aria-labelledby="matrix-title">
        <h2 id="matrix-title">Who sees what</h2>
        <p class="muted">
          The machine views of every pipeline at {sizes.join(', ')}, then those of models at their
          own size. Each distinct picture stands beside the antialiased view of the same size, which
          is what a person sees.
        </p>
        <Comparing />
        {matrix.parts.length > 0 && <MatrixOut parts={matrix.parts} />}
        {(matrix.parts.length > 0 || matrix.soFar !== null) && <DistanceMeaning />}
        {matrix.parts.map((part) => (
          <Part key={sizeName(part.size)} part={part} imageId={image.id} />
        ))}
        {matrix.soFar !== null && (
          <Part
            key={sizeName(matrix.soFar.size)}
            part={matrix.soFar}
            imageId={image.id}
            rest={matrix.status === 'running' ? 'running' : 'left'}
          />
        )}
        <Refused parts={matrix.parts} />
      </section>
      <BrowserPanel />
    </>
  );
}

const WHY: Record<state.MatrixPart['why'], string> = {
  found: 'something is hidden here',
  lattice: 'unexplained lattice',
  shown: 'the size that is shown',
  usual: 'a usual size of models',
  models: '',
};

interface PartProps {
  part: state.MatrixPart;
  imageId: string;
  /** What of it is not there: nothing, what is compared now, or what was left when the run ended. */
  rest?: 'none' | 'running' | 'left';
}

/** The pictures of one size. */
function Part({ part: { size, why, result, shown }, imageId, rest = 'none' }: PartProps) {
  const { rows, views } = result;
  const name = sizeName(size);
  const made = `${views} machine views make ${
    rows.length === 1 ? 'one picture' : `${rows.length} distinct pictures`
  }`;
  return (
    <section
      class="sheet-part"
      aria-labelledby={`sheet-${name}`}
      data-testid={rest === 'none' ? 'sheet-part' : 'sheet-part-so-far'}
    >
      <h3 id={`sheet-${name}`}>
        {size === null ? 'Models at their own size' : name}
        {why !== 'models' && <small class="muted"> {WHY[why]}</small>}
      </h3>
      <p class="muted" data-testid="matrix-summary">
        {summaryOf(made, rest)}
      </p>
      <ul class="matrix-rows">
        {shown.map((row, index) => (
          <Row key={index} row={row} imageId={imageId} />
        ))}
      </ul>
    </section>
  );
}

function summaryOf(made: string, rest: NonNullable<PartProps['rest']>): string {
  if (rest === 'none') return `${made}.`;
  return `So far ${made}; ${rest === 'running' ? 'more are compared…' : 'the rest was not compared.'}`;
}

/** Pipelines that cannot take the image, each once. */
function Refused({ parts }: { parts: readonly state.MatrixPart[] }) {
  const refused = new Map(
    parts.flatMap(({ result }) => result.refused.map(({ pipeline, reason }) => [pipeline, reason])),
  );
  if (refused.size === 0) return null;
  return (
    <details class="members">
      <summary>{refused.size} cannot take this image</summary>
      <ul>
        {[...refused].map(([pipeline, reason]) => (
          <li key={pipeline} class="refused">
            {reason.includes(pipeline) ? reason : `${pipeline}: ${reason}`}
          </li>
        ))}
      </ul>
    </details>
  );
}

function Row({ row, imageId }: { row: MatrixRow; imageId: string }) {
  const { label, members, thumbnail } = row;
  const picture = useMemo(() => {
    const text = atob(thumbnail.rgba);
    const data = Uint8Array.from(text, (char) => char.charCodeAt(0));
    return { width: thumbnail.width, height: thumbnail.height, data };
  }, [thumbnail]);
  const libraries = Map.groupBy(members, ({ pipeline }) => libraryOf(pipeline));
  const isSafe = label === AS_A_PERSON;
  return (
    <li class="matrix-row" data-testid="matrix-row" data-label={label}>
      <button
        type="button"
        class="picture"
        data-tip="Show it as the machine view"
        aria-label={`Show ${nameOf(members[0])}`}
        onClick={() => show(members[0])}
      >
        <Thumbnail picture={picture} label={`${label}, by ${nameOf(members[0])}`} />
        <Antialiased imageId={imageId} member={members[0]} />
      </button>
      <div class="matrix-facts">
        <span class={isSafe ? 'tag tag-safe' : 'tag tag-open'}>{label}</span>
        <span>{members.length === 1 ? '1 machine view' : `${members.length} machine views`}</span>
        <Distance rms={row.rms} normalised={row.normalised} />
      </div>
      <div class="libraries">
        {[...libraries].map(([library, own]) => (
          <details key={library} class="members" data-library={library}>
            <summary>
              {library} <span class="muted">{own.length}</span>
            </summary>
            <ul>
              {own.map((member) => (
                <li key={`${member.pipeline} ${member.width} ${member.height} ${member.part}`}>
                  <MemberButton member={member} />
                </li>
              ))}
            </ul>
          </details>
        ))}
      </div>
    </li>
  );
}

function MemberButton({ member }: { member: MatrixMember }) {
  const { value: shown } = state.machineView;
  const { pipeline, width, height, part } = member;
  const isShown =
    shown?.pipeline === pipeline &&
    shown.width === width &&
    shown.height === height &&
    shown.part === part;
  return (
    <button
      type="button"
      class="member"
      aria-pressed={isShown}
      data-member={`${pipeline} ${width}x${height}`}
      onClick={() => show(member)}
    >
      {nameOf(member)}
    </button>
  );
}

function show({ pipeline, width, height, part }: MatrixMember): void {
  void showView(pipeline, { width, height }, part);
}

function nameOf({ pipeline, width, height, name, parts }: MatrixMember): string {
  return `${pipeline} ${width}x${height}${parts > 1 ? `, ${name}` : ''}`;
}

function libraryOf(pipeline: string): string {
  const library = pipeline.slice(0, pipeline.indexOf('/'));
  return library === 'model' ? 'models' : library;
}
