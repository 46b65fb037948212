import { useSignal } from '@preact/signals';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { Dialog } from '../widgets/dialog.tsx';
import { addAnnotation, showsTextDialog, waitingText } from './annotations.ts';
import { dropUnkeptNote, note, unkeptNote } from './decide.ts';
import { nameReviewer } from './reviewer.ts';
import * as review from '../session/case-state.ts';
import { CaseDialog, ScanDialog } from './case-dialog.tsx';

/** The dialogs of the review. */
export function ReviewDialogs() {
  return (
    <>
      <CaseDialog />
      <ScanDialog />
      <Dialog open={review.showsNoteDialog} name="note" title="Note">
        <Note />
      </Dialog>
      <Dialog open={review.showsReviewerDialog} name="who" title="Who reviews?">
        <ReviewerForm />
      </Dialog>
      <Dialog open={showsTextDialog} name="mark-text" title="Text">
        <TextForm />
      </Dialog>
    </>
  );
}

/** The form of the note, once it is known what the note says: else it would be written over. */
function Note() {
  const { value: id } = review.currentId;
  if (review.detail.value?.row.id !== id) return <p class="muted">Reading the note…</p>;
  return <NoteForm key={id} />;
}

/** The reviewer's note on the present image: kept however the dialog, or the window, is closed. */
function NoteForm() {
  const { value: image } = review.currentId;
  const mine = review.detail.value?.notes.find(
    ({ reviewer }) => reviewer === review.reviewer.value,
  );
  const text = useSignal(unkeptNote(image) ?? mine?.text ?? '');
  const field = useRef<HTMLTextAreaElement>(null);
  useLayoutEffect(() => {
    field.current?.focus(); // the dialog may have opened before the note was there
    const keep = (): void => {
      if (image !== null && text.value !== (mine?.text ?? ''))
        note(image, text.value, mine?.text ?? '');
    };
    window.addEventListener('pagehide', keep);
    return () => {
      window.removeEventListener('pagehide', keep);
      keep();
    };
  }, []);
  const close = (): void => void (review.showsNoteDialog.value = false);
  const cancel = (): void => {
    text.value = mine?.text ?? '';
    dropUnkeptNote(image);
    close();
  };
  return (
    <form
      class="review-form"
      onSubmit={(event) => {
        event.preventDefault();
        close();
      }}
    >
      <label for="note-text">{review.detail.value?.row.name}</label>
      <textarea
        ref={field}
        id="note-text"
        rows={6}
        maxLength={20_000}
        autofocus
        value={text.value}
        onInput={({ currentTarget }) => (text.value = currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) close();
        }}
      />
      <p class="muted">
        Ctrl+Enter or Escape saves the note and closes. Undo restores the earlier note. Cancel
        changes nothing.
      </p>
      <FormButtons submit="Keep the note" onCancel={cancel} />
    </form>
  );
}

/** The words of a text that was put on a view. */
function TextForm() {
  const text = useSignal('');
  return (
    <form
      class="review-form"
      onSubmit={(event) => {
        event.preventDefault();
        const { value: at } = waitingText;
        showsTextDialog.value = false;
        if (at === null || text.value.trim() === '') return;
        void addAnnotation({ kind: 'text', x: at.x, y: at.y }, at.pane, text.value);
      }}
    >
      <label for="mark-words">Text</label>
      <input
        id="mark-words"
        type="text"
        required
        maxLength={2000}
        autofocus
        autocomplete="off"
        value={text.value}
        onInput={({ currentTarget }) => (text.value = currentTarget.value)}
      />
      <FormButtons submit="Add" onCancel={() => (showsTextDialog.value = false)} />
    </form>
  );
}

function ReviewerForm() {
  const name = useSignal(review.reviewer.value);
  useLayoutEffect(() => () => nameReviewer(null), []);
  return (
    <form
      class="review-form"
      onSubmit={(event) => {
        event.preventDefault();
        nameReviewer(name.value);
      }}
    >
      <label for="reviewer-name">Your name, as shown beside your decisions</label>
      <input
        id="reviewer-name"
        type="text"
        required
        maxLength={200}
        pattern=".*\S.*"
        autofocus
        autocomplete="name"
        value={name.value}
        onInput={({ currentTarget }) => (name.value = currentTarget.value)}
      />
      <p class="muted">
        The name is stored on this computer. A sign-off must come from someone other than the person
        who decided.
      </p>
      <FormButtons submit="Continue" onCancel={() => nameReviewer(null)} />
    </form>
  );
}

function FormButtons({ submit, onCancel }: { submit: string; onCancel: () => void }) {
  return (
    <div class="buttons">
      <button type="submit" class="primary">
        {submit}
      </button>
      <button type="button" onClick={onCancel}>
        Cancel
      </button>
    </div>
  );
}
