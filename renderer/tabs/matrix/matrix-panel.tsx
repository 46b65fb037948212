import { useMemo } from 'preact/hooks';
import type { MatrixResult } from '../../../shared/api/contract.ts';
import { AS_A_PERSON, type MatrixMember, type MatrixRow } from '../../../shared/matrix/result.ts';
import { showView } from '../../session/actions.ts';
import { cancelCompare, compareAll, matrixSizes } from './matrix-actions.ts';
import * as state from '../../session/state.ts';
import { BrowserPanel } from './browser-panel.tsx';
import { Distance, DistanceMeaning, Work } from './matrix-parts.tsx';
import { Thumbnail } from '../../viewer/thumbnail.tsx';
import './matrix.css';

/** Who sees what: every pipeline at the usual sizes, one row per distinct picture. */
export function MatrixPanel() {
  const { value: matrix } = state.matrix;
  const sizes = matrixSizes().map(({ width, height }) => `${width}x${height}`);
  return (
    <>
      <section class="panel" aria-labelledby="matrix-title">
        <h2 id="matrix-title">Who sees what</h2>
        <p class="muted">
          Every pipeline at {sizes.join(', ')}, and every model at its own size, grouped by the
          picture they produce.
        </p>
        <Work
          name="Who sees what"
          testId="compare"
          work={matrix}
          onStart={() => void compareAll()}
          onCancel={cancelCompare}
        />
        {matrix.status === 'done' && <Rows result={matrix.value} />}
      </section>
      <BrowserPanel />
    </>
  );
}

function Rows({ result }: { result: MatrixResult }) {
  const { rows, refused, views } = result;
  return (
    <>
      <p role="status" data-testid="matrix-summary">
        {views} views make {rows.length === 1 ? 'one picture' : `${rows.length} distinct pictures`}.
      </p>
      <DistanceMeaning />
      <ul class="matrix-rows" data-testid="matrix-rows">
        {rows.map((row, index) => (
          <Row key={index} row={row} />
        ))}
      </ul>
      {refused.length > 0 && (
        <details class="members">
          <summary>{refused.length} cannot take this image</summary>
          <ul>
            {refused.map(({ pipeline, reason }) => (
              <li key={pipeline} class="refused">
                {reason.includes(pipeline) ? reason : `${pipeline}: ${reason}`}
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}

function Row({ row }: { row: MatrixRow }) {
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
        aria-label={`Show ${nameOf(members[0])}`}
        onClick={() => show(members[0])}
      >
        <Thumbnail picture={picture} label={`${label}, by ${nameOf(members[0])}`} />
      </button>
      <div class="matrix-facts">
        <span class={isSafe ? 'tag tag-safe' : 'tag tag-open'}>{label}</span>
        <span>{members.length === 1 ? '1 view' : `${members.length} views`}</span>
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
