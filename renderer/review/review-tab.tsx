import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { CaseImage } from '../../shared/case/case-contract.ts';
import { sameReviewer } from '../../shared/case/case-people.ts';
import { knownText } from '../../shared/known/known.ts';
import type { Annotation } from '../../shared/case/case-marks.ts';
import { earlierSentence } from '../../shared/case/case-changes.ts';
import { labelSentence } from '../../shared/finding/labels.ts';
import { percent } from '../words/view-labels.ts';
import * as marks from './annotations.ts';
import * as review from '../session/case-state.ts';
import { signOff } from './decide.ts';
import { DECISION_TITLES } from './decisions.ts';

/** What the case knows of the present image beside its finding: review, marks, where it was seen. */
export function ReviewTab() {
  const { value: known } = review.detail;
  if (known === null || !review.isReviewing.value) {
    return (
      <section class="panel">
        <p class="muted">This image is not in the case, so nothing about it is stored.</p>
      </section>
    );
  }
  return (
    <>
      <SecondLook known={known} />
      <KeptLabels known={known} />
      <Notes known={known} />
      <Annotations />
      <Bookmarks known={known} />
      <Comfort />
      <Places known={known} />
      <History known={known} />
    </>
  );
}

/** A second reviewer's word on the decision. */
function SecondLook({ known: { row } }: { known: CaseImage }) {
  const { decision, reviewer, signOff: said } = row;
  const isOwn = sameReviewer(reviewer ?? '', review.reviewer.value);
  const isTold = decision !== null && !review.isBlind.value;
  const isLocked = !review.canDecide.value || !isTold || isOwn;
  return (
    <section class="panel" aria-labelledby="second-title">
      <h2 id="second-title">Decision</h2>
      <p data-testid="decision-sentence">
        {review.isBlind.value
          ? 'Hidden until you have looked.'
          : decision === null
            ? 'Nobody has decided yet.'
            : `${DECISION_TITLES[decision]}, by ${reviewer}.`}
        {isTold && row.outdated && ` ${earlierSentence(row)}`}
        {isTold && said !== null && ` ${said.reviewer} ${said.agrees ? 'agrees' : 'disagrees'}.`}
      </p>
      <div class="buttons">
        <button
          type="button"
          aria-pressed={said?.agrees === true}
          data-tip="Sign off: the decision is right"
          disabled={isLocked}
          onClick={() => void signOff(said?.agrees === true ? null : true)}
        >
          Agree
        </button>
        <button
          type="button"
          aria-pressed={said?.agrees === false}
          data-tip="Sign off: the decision is wrong"
          disabled={isLocked}
          onClick={() => void signOff(said?.agrees === false ? null : false)}
        >
          Disagree
        </button>
      </div>
      {decision !== null && isOwn && (
        <p class="muted">The sign-off must come from a reviewer other than {reviewer}.</p>
      )}
    </section>
  );
}

/** What models said of both scales when the image was scanned. */
function KeptLabels({ known: { findings } }: { known: CaseImage }) {
  const pairs = findings.find(({ finding }) => finding.labels !== undefined)?.finding.labels ?? [];
  if (pairs.length === 0) return null;
  return (
    <section class="panel" aria-labelledby="kept-labels-title" data-testid="kept-labels">
      <h2 id="kept-labels-title">Labels</h2>
      {pairs.map((pair) => (
        <p key={pair.classifier}>
          {labelSentence(pair)} <span class="muted">{percent(pair.distance)} apart.</span>
        </p>
      ))}
    </section>
  );
}

function Notes({ known: { notes } }: { known: CaseImage }) {
  if (notes.length === 0) return null;
  return (
    <section class="panel" aria-labelledby="notes-title">
      <h2 id="notes-title">Notes</h2>
      {notes.map(({ reviewer, text }) => (
        <p key={reviewer} class="review-note">
          <strong>{reviewer}:</strong> {text}
        </p>
      ))}
    </section>
  );
}

function Annotations() {
  const { value: list } = marks.annotations;
  return (
    <section class="panel" aria-labelledby="annotations-title">
      <h2 id="annotations-title">Annotations</h2>
      <div class="buttons" role="group" aria-label="Draw">
        {(['box', 'arrow', 'text'] as const).map((kind) => (
          <button
            key={kind}
            type="button"
            aria-pressed={marks.tool.value === kind}
            data-command={`review.draw-${kind}`}
            disabled={!review.canDecide.value}
            onClick={() => marks.toggleTool(kind)}
          >
            {marks.SHAPE_TITLES[kind]}
          </button>
        ))}
      </div>
      {marks.tool.value !== null && (
        <p class="muted">Drag on either view. For text, click where it belongs.</p>
      )}
      <ul class="review-marks" data-testid="annotations">
        {list.map((annotation) => (
          <Row key={annotation.id} annotation={annotation} />
        ))}
      </ul>
    </section>
  );
}

function Row({ annotation }: { annotation: Annotation }) {
  const { id, text, view, reviewer } = annotation;
  const shape = marks.shownShape(annotation.shape);
  const typed = useSignal(text);
  const field = useRef<HTMLInputElement>(null);
  const { value: due } = marks.captionDue;
  useEffect(() => {
    if (due !== id) return;
    marks.captionDue.value = null;
    field.current?.focus();
  }, [due]);
  const place = `${Math.round(shape.x)}, ${Math.round(shape.y)}`;
  const name = `${marks.SHAPE_TITLES[shape.kind]} at ${place}`;
  return (
    <li>
      <button
        type="button"
        aria-pressed={marks.selected.value === id}
        onClick={() => (marks.selected.value = marks.selected.value === id ? null : id)}
      >
        {name}
      </button>
      <button
        type="button"
        class="quiet"
        aria-label={`Remove: ${name}`}
        disabled={!review.canDecide.value}
        onClick={() => void marks.removeMark('annotations', id)}
      >
        ✕
      </button>
      <input
        ref={field}
        type="text"
        aria-label={`Caption: ${name}`}
        placeholder="Caption"
        maxLength={2000}
        disabled={!review.canDecide.value}
        value={typed.value}
        onInput={({ currentTarget }) => (typed.value = currentTarget.value)}
        onChange={() => void marks.caption(annotation, typed.value)}
        onKeyDown={({ key, currentTarget }) => {
          if (key !== 'Enter' && key !== 'Escape') return;
          if (key === 'Escape') currentTarget.value = typed.value = text;
          currentTarget.blur(); // what was typed is kept when the field is left
        }}
      />
      <span class="muted">
        on {view === null ? 'the source' : view.pipeline}, by {reviewer}
      </span>
    </li>
  );
}

function Bookmarks({ known: { bookmarks } }: { known: CaseImage }) {
  return (
    <section class="panel" aria-labelledby="bookmarks-title">
      <h2 id="bookmarks-title">Bookmarks</h2>
      <div class="buttons">
        <button
          type="button"
          data-command="review.bookmark"
          disabled={!review.canDecide.value}
          onClick={() => void marks.addBookmark()}
        >
          Bookmark this view
        </button>
      </div>
      <ul class="review-marks" data-testid="bookmarks">
        {bookmarks.map((bookmark) => (
          <li key={bookmark.id}>
            <button type="button" onClick={() => marks.restore(bookmark)}>
              {bookmark.name}
            </button>
            <button
              type="button"
              class="quiet"
              aria-label={`Remove: ${bookmark.name}`}
              disabled={!review.canDecide.value}
              onClick={() => void marks.removeMark('bookmarks', bookmark.id)}
            >
              ✕
            </button>
            <span class="muted">
              {bookmark.view === null ? 'source' : bookmark.view.pipeline}, by {bookmark.reviewer}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** What spares the reviewer. */
function Comfort() {
  const settings = [
    { value: review.blurs, title: 'Blur machine views until you reveal them' },
    { value: review.grays, title: 'Show machine views in gray until then' },
    { value: review.goesOn, title: 'Go on to the next image after a decision' },
  ];
  return (
    <section class="panel" aria-labelledby="comfort-title">
      <h2 id="comfort-title">Comfort</h2>
      {settings.map(({ value, title }) => (
        <label key={title} class="review-check">
          <input
            type="checkbox"
            checked={value.value}
            onChange={({ currentTarget }) => (value.value = currentTarget.checked)}
          />
          {title}
        </label>
      ))}
      <ExposureToday />
    </section>
  );
}

/** What the reviewer was exposed to today, and what the case allows. */
function ExposureToday() {
  const { value: told } = review.exposure;
  if (told === null) return null;
  const { images, reveals, minutes } = told.day;
  const { limits } = told;
  return (
    <p class="muted" data-testid="exposure">
      Today: {images} images, {reveals}
      {limits.reveals !== null && ` of ${limits.reveals}`} reveals, {Math.round(minutes)}
      {limits.minutes !== null && ` of ${limits.minutes}`} minutes.
    </p>
  );
}

function Places({ known: { places, known: lists = [] } }: { known: CaseImage }) {
  return (
    <section class="panel" aria-labelledby="places-title">
      <h2 id="places-title">Seen at</h2>
      <ul class="review-places">
        {places.map(({ path }) => (
          <li key={path}>{path}</li>
        ))}
      </ul>
      {lists.map((hit) => (
        <p key={knownText(hit)}>In lists: {knownText(hit)}.</p>
      ))}
    </section>
  );
}

function History({ known: { history, secondLooks } }: { known: CaseImage }) {
  if (history.length + secondLooks.length === 0 || review.isBlind.value) return null;
  return (
    <section class="panel" aria-labelledby="history-title">
      <h2 id="history-title">History</h2>
      {secondLooks.map(({ id, reviewer, decision, at, of, agrees }) => (
        <p key={id} data-testid="second-look">
          <time dateTime={at}>{at.slice(0, 16).replace('T', ' ')}</time> {reviewer}, second look:{' '}
          {titleOf(decision)}. That {agrees ? 'agrees' : 'disagrees'} with {titleOf(of.decision)} by{' '}
          {of.reviewer}.
        </p>
      ))}
      <ol class="review-history">
        {history.map(({ id, kind, value, reviewer, at, undoes }) => (
          <li key={id}>
            <time dateTime={at}>{at.slice(0, 16).replace('T', ' ')}</time> {reviewer}:{' '}
            {undoes !== null && 'undone, '}
            {kind === 'decision' && value !== null
              ? titleOf(value)
              : `${kind}${value === null ? ' withdrawn' : `: ${value}`}`}
          </li>
        ))}
      </ol>
    </section>
  );
}

function titleOf(decision: string): string {
  return DECISION_TITLES[decision as keyof typeof DECISION_TITLES] ?? decision;
}
