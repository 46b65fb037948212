import type { ComponentChildren } from 'preact';
import type { StageKind } from './stage-parts.ts';
import { StageView } from './stage-view.tsx';

interface PaneProps {
  stage: StageKind;
  title: string;
  /** The size of what is shown, and a note on it where there is room. */
  detail: string;
  note: string;
  scale: string;
  /** Shown over the canvas: progress or a failure. */
  children?: ComponentChildren;
}

/** A stage under its heading. */
export function Pane({ stage, title, detail, note, scale, children }: PaneProps) {
  return (
    <section class="pane" aria-labelledby={`${stage}-title`}>
      <header
        class="pane-head"
        title={[title, `${detail}${note}`, scale].filter(Boolean).join('\n')}
      >
        <h2 id={`${stage}-title`}>{title}</h2>
        <span class="pane-detail">
          {detail}
          {detail !== '' && <span class="pane-note">{note}</span>}
        </span>
        <span class="pane-scale" data-testid={`${stage}-scale`}>
          {scale}
        </span>
      </header>
      <StageView stage={stage} title={title} detail={`${detail}${note}`}>
        {children}
      </StageView>
    </section>
  );
}
