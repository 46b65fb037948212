import type { TextRead, TextReading } from '../../../shared/verdict/text-reading.ts';
import { dataText, readingText, whereText } from '../../../shared/verdict/text-words.ts';
import { retryText, showView } from '../../session/actions.ts';
import * as state from '../../session/state.ts';
import { isVeiled, veilOf } from '../../session/veil.ts';
import { QueryBody } from '../../widgets/query-body.tsx';
import './text-panel.css';

/** Texts that are shown of each kind. */
const LISTED = 8;
/** The shorter side of a line of text in pixels: how much it is blurred. */
const LINE_SIDE = 100;

/** What was read in the views: texts that only the machine receives, and those that a person sees too. */
export function TextPanel() {
  const { value: asked } = state.textRead;
  if (state.inspection.value.status !== 'done') return null;
  return (
    <section class="panel text-read" aria-labelledby="text-title" data-testid="text-read">
      <h2 id="text-title">Text read</h2>
      {asked.status === 'none' ? (
        <p class="muted">Nothing stands out at any size, so no text was looked for.</p>
      ) : (
        <QueryBody query={asked} name="Reading text" onRetry={() => void retryText()}>
          {(reading) => <Reading reading={reading} />}
        </QueryBody>
      )}
    </section>
  );
}

function Reading({ reading }: { reading: TextReading }) {
  const { machineOnly, seen, notes, data } = reading;
  return (
    <>
      <p data-testid="text-sentence">
        {/* The first note begins with the same words, and says why. */}
        {data === null && notes.length > 0 ? notes[0] : readingText(reading)}
      </p>
      {machineOnly.length > 0 && <Texts title="Only the machine receives" texts={machineOnly} />}
      {seen.length > 0 && (
        <details class="members">
          <summary>A person sees too: {seen.length}</summary>
          <Texts title="A person sees too" texts={seen} />
        </details>
      )}
      <details class="members">
        <summary>What was read, and by what</summary>
        {notes.map((note) => (
          <p class="muted" key={note}>
            {note}
          </p>
        ))}
        {data !== null && <p class="muted">Read by {dataText(data)}.</p>}
      </details>
    </>
  );
}

function Texts({ title, texts }: { title: string; texts: readonly TextRead[] }) {
  return (
    <ul class="texts" aria-label={title}>
      {texts.slice(0, LISTED).map((read) => (
        <Text key={`${read.plane} ${read.place.x} ${read.place.y} ${read.text}`} read={read} />
      ))}
      {texts.length > LISTED && <li class="muted">and {texts.length - LISTED} more</li>}
    </ul>
  );
}

function Text({ read }: { read: TextRead }) {
  const { text, view, marks } = read;
  const veiled = isVeiled.value;
  return (
    <li>
      {veiled ? (
        <p
          class="quoted"
          aria-label="Veiled like the machine view"
          style={{ filter: veilOf(LINE_SIDE) }}
        >
          <span aria-hidden="true">{text.replace(/\S/gu, 'x')}</span>
        </p>
      ) : (
        <blockquote class="quoted" data-testid="text-quoted">
          {text}
        </blockquote>
      )}
      <p class="muted">
        {whereText(read)}{' '}
        {view !== null && view.crop === undefined && (
          <button
            type="button"
            data-tip="Show the machine view in which it was read"
            onClick={() => void showView(view.pipeline, view)}
          >
            Look at {view.width}x{view.height}
          </button>
        )}
      </p>
      {!veiled && marks.length > 0 && (
        <ul class="marks" aria-label="Marked by the phrase list">
          {marks.map(({ kind, words, source }) => (
            <li key={words}>
              <strong>{kind}</strong> “{words}” <span class="muted">({source})</span>
            </li>
          ))}
        </ul>
      )}
    </li>
  );
}
