import { DECISIONS } from '../../shared/case/case-review.ts';
import { addBookmark, removeSelected, tool, toggleTool } from '../review/annotations.ts';
import { leaveCase } from '../review/case-actions.ts';
import * as review from '../session/case-state.ts';
import * as actions from '../review/decide.ts';
import { step, stepToUndecided } from '../review/show-row.ts';
import { DECISION_KEYS, DECISION_TITLES } from '../review/decisions.ts';
import { selected, SHAPE_TITLES } from '../review/annotations.ts';
import type { Command } from './command.ts';

const hasCase = (): boolean => review.summary.value !== null;
const { canDecide } = review;
const mayDecide = (): boolean => canDecide.value;
const mayMark = (): boolean => canDecide.value && review.isReviewing.value;

type Rest = Partial<Command> & Pick<Command, 'run'>;

function command(id: string, title: string, keys: string[], rest: Rest): Command {
  return { id: `review.${id}`, title, section: 'Review', keys, isEnabled: mayDecide, ...rest };
}

function setting(id: string, title: string, keys: string[], value: { value: boolean }): Command {
  return command(id, title, keys, {
    isEnabled: () => true,
    isOn: () => value.value,
    run: () => (value.value = !value.value),
  });
}

const MARK_KEYS = { box: 'Shift+X', arrow: 'Shift+W', text: 'Shift+T' } as const;

/** Before the others: with a case open J and K go through its queue. */
export const reviewCommands: Command[] = [
  command('open', 'Open or create a case…', ['Mod+Shift+O'], {
    isEnabled: () => true,
    run: () => (review.showsCaseDialog.value = true),
  }),
  command('close', 'Close the case', [], {
    isEnabled: hasCase,
    run: () => void leaveCase(),
  }),
  command('scan', 'Scan a folder into the case…', [], {
    isEnabled: () => hasCase() && review.summary.value!.readOnly === null,
    run: () => (review.showsScanDialog.value = true),
  }),
  command('previous', 'Previous image in the queue', ['K'], {
    standsFor: 'file.previous',
    isEnabled: hasCase,
    run: () => void step(-1),
  }),
  command('next', 'Next image in the queue', ['J'], {
    standsFor: 'file.next',
    isEnabled: hasCase,
    run: () => void step(1),
  }),
  command('undecided', 'Next image without a decision', ['Shift+J'], {
    isEnabled: hasCase,
    run: () => void stepToUndecided(),
  }),
  ...DECISIONS.map((decision) =>
    command(decision, `Decide: ${DECISION_TITLES[decision]}`, [DECISION_KEYS[decision]], {
      run: () => void actions.decide(decision),
    }),
  ),
  command('take-back', 'Withdraw the decision', ['6'], {
    run: () => void actions.decide(null),
  }),
  command('note', 'Note on this image…', ['Shift+N'], { run: () => void actions.openNote() }),
  command('undo', 'Undo the last change', ['U', 'Mod+Z'], {
    isEnabled: () => mayDecide() && review.changes.value.length > 0,
    run: () => void actions.undo(),
  }),
  command('agree', 'Sign off: agree with the decision', ['Shift+S'], {
    run: () => void actions.signOff(true),
  }),
  command('disagree', 'Sign off: disagree', ['Shift+D'], {
    run: () => void actions.signOff(false),
  }),
  command('reviewer', 'Change who reviews…', [], {
    isEnabled: hasCase,
    run: () => (review.showsReviewerDialog.value = true),
  }),
  command('reveal', 'Reveal the machine views of this image', ['V'], {
    isEnabled: hasCase,
    isOn: () => review.revealedId.value !== null,
    run: actions.toggleReveal,
  }),
  setting('blur', 'Blur machine views until you reveal them', ['Shift+B'], review.blurs),
  setting('gray', 'Show machine views in gray until you reveal them', ['Shift+C'], review.grays),
  setting('goes-on', 'Go on to the next image after a decision', [], review.goesOn),
  command('grid', 'Queue as a grid', [], {
    isEnabled: hasCase,
    isOn: () => review.layout.value === 'grid',
    run: () => (review.layout.value = review.layout.value === 'grid' ? 'list' : 'grid'),
  }),
  ...(['box', 'arrow', 'text'] as const).map((kind) =>
    command(`draw-${kind}`, `Draw: ${SHAPE_TITLES[kind]}`, [MARK_KEYS[kind]], {
      isEnabled: mayMark,
      isOn: () => tool.value === kind,
      run: () => toggleTool(kind),
    }),
  ),
  command('draw-nothing', 'Stop drawing', ['Escape'], {
    isEnabled: () => tool.value !== null,
    run: () => (tool.value = null),
  }),
  command('remove-mark', 'Remove the selected annotation', ['Delete', 'Backspace'], {
    isEnabled: () => mayMark() && selected.value !== null,
    run: () => void removeSelected(),
  }),
  command('bookmark', 'Bookmark this view', ['Shift+M'], {
    isEnabled: mayMark,
    run: () => void addBookmark(),
  }),
];
