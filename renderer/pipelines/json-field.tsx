import { useLayoutEffect, useRef } from 'preact/hooks';
import { checked, text } from './editor-text.ts';

/** The JSON itself, with numbers of lines; the line that is wrong is marked. */
export function JsonField() {
  const field = useRef<HTMLTextAreaElement>(null);
  const numbers = useRef<HTMLDivElement>(null);
  const problem = 'problem' in checked.value ? checked.value.problem : null;
  const count = text.value.split('\n').length;
  const follow = (): void => {
    if (numbers.current !== null) numbers.current.scrollTop = field.current?.scrollTop ?? 0;
  };
  useLayoutEffect(follow, [text.value]);
  const goToProblem = (): void => {
    const { current } = field;
    const line = problem?.line ?? null;
    if (current === null || line === null) return;
    const lines = text.value.split('\n');
    const start = lines.slice(0, line - 1).reduce((sum, line) => sum + line.length + 1, 0);
    current.focus();
    current.setSelectionRange(start, start + (lines[line - 1]?.length ?? 0));
    const height = current.scrollHeight / count;
    current.scrollTop = Math.max(0, (line - 4) * height);
    follow();
  };
  return (
    <section class="editor-json" aria-labelledby="editor-json-title">
      <h3 id="editor-json-title">JSON</h3>
      <div class="editor-text">
        <div ref={numbers} class="editor-lines" aria-hidden="true">
          {Array.from({ length: count }, (_, at) => (
            <div key={at} class={at + 1 === problem?.line ? 'is-wrong' : ''}>
              {at + 1}
            </div>
          ))}
        </div>
        <textarea
          ref={field}
          aria-labelledby="editor-json-title"
          aria-invalid={problem !== null}
          aria-describedby="editor-problem"
          data-testid="editor-json"
          data-tip="The file itself: what the form changes stands here, and the other way around"
          spellcheck={false}
          autocomplete="off"
          wrap="off"
          value={text.value}
          onInput={({ currentTarget }) => (text.value = currentTarget.value)}
          onScroll={follow}
        />
      </div>
      <p
        id="editor-problem"
        class={problem === null ? 'editor-fine' : 'editor-problem'}
        role="status"
        data-testid="editor-problem"
      >
        {problem === null ? (
          'This is a pipeline.'
        ) : (
          <>
            {problem.line !== null && (
              <button
                type="button"
                class="quiet"
                data-tip="Go to this line of the JSON"
                onClick={goToProblem}
              >
                Line {problem.line}
              </button>
            )}{' '}
            {problem.sentence}
          </>
        )}
      </p>
    </section>
  );
}
