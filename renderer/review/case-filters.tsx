import type { ComponentChildren } from 'preact';
import { QUEUE_SORTS } from '../../shared/case/case-queue.ts';
import { DECISIONS } from '../../shared/case/case-review.ts';
import { atPaths, LISTED_VERDICTS, listedWord, scoresText } from '../../shared/verdict/words.ts';
import { choose } from './case-actions.ts';
import { choice, counts, folders, ids, layout } from '../session/case-state.ts';
import { DECISION_TITLES } from './decisions.ts';
import {
  KNOWN,
  LABELS,
  NO_FILTER,
  restrictions,
  SIZES,
  SORT_TITLES,
  type QueueChoice,
} from '../session/queue-choice.ts';

/** What is shown of the queue, in which order, as a list or a grid. */
export function CaseFilters() {
  const { value: chosen } = choice;
  const active = restrictions(chosen);
  const { value: told } = counts;
  return (
    <>
      <div class="case-order">
        <label class="hidden-text" for="case-sort">
          Sort by
        </label>
        <select
          id="case-sort"
          value={chosen.sort}
          onChange={({ currentTarget }) => set('sort', currentTarget.value)}
        >
          {QUEUE_SORTS.map((sort) => (
            <option key={sort} value={sort}>
              {SORT_TITLES[sort]}
            </option>
          ))}
        </select>
        <button
          type="button"
          aria-label={chosen.order === 'desc' ? 'Largest first' : 'Smallest first'}
          data-tip={chosen.order === 'desc' ? 'Largest first' : 'Smallest first'}
          onClick={() => set('order', chosen.order === 'desc' ? 'asc' : 'desc')}
        >
          {chosen.order === 'desc' ? '↓' : '↑'}
        </button>
        <button
          type="button"
          aria-pressed={layout.value === 'grid'}
          onClick={() => (layout.value = layout.value === 'grid' ? 'list' : 'grid')}
        >
          Grid
        </button>
        <span class="muted case-matching" data-testid="case-matching">
          {told === null ? '' : `${ids.value.length} shown`}
        </span>
      </div>
      <details class="case-filters">
        <summary>Filter{active > 0 && ` (${active} set)`}</summary>
        <div class="case-fields">
          <Choice name="verdict" title="Verdict">
            <option value="all">Any</option>
            <option value="flagged">Attack or suspicious</option>
            {LISTED_VERDICTS.map((verdict) => (
              <option key={verdict} value={verdict}>
                {listedWord(verdict)}
              </option>
            ))}
          </Choice>
          <Choice name="decision" title="Decision">
            <option value="all">Any</option>
            <option value="none">None yet</option>
            {DECISIONS.map((decision) => (
              <option key={decision} value={decision}>
                {DECISION_TITLES[decision]}
              </option>
            ))}
            <option value="unsigned">Decided, not signed off</option>
            <option value="outdated">Decided on an older finding</option>
          </Choice>
          <Choice name="mine" title="Whose">
            <option value="all">Everybody’s</option>
            <option value="assigned">Given to me</option>
            <option value="sample">Samples for my second look</option>
          </Choice>
          <Choice name="sampler" title="Pipeline">
            <option value="">Any</option>
            {told?.samplers.map(({ sampler, images }) => (
              <option key={sampler} value={sampler}>
                {sampler} ({images})
              </option>
            ))}
          </Choice>
          <Choice name="folder" title="Folder">
            <option value="">Any</option>
            {folders.value.map(({ folder, images, paths }) => (
              <option key={folder} value={folder}>
                {folder} ({images}
                {atPaths(images, paths)})
              </option>
            ))}
          </Choice>
          <Choice name="size" title="Size">
            <Titled options={SIZES} />
          </Choice>
          <Choice name="labels" title="Labels">
            <Titled options={LABELS} />
          </Choice>
          <Choice name="known" title="Known files">
            <Titled options={KNOWN} />
          </Choice>
          <span title={scoresText()}>Score</span>
          <span class="case-range">
            <Text name="scoreFrom" title="Score from" />
            to
            <Text name="scoreTo" title="Score to" />
          </span>
          <span>In the path</span>
          <Text name="text" title="In the path" />
          <button type="button" disabled={active === 0} onClick={clear}>
            Show all
          </button>
        </div>
      </details>
    </>
  );
}

function set(name: keyof QueueChoice, value: string): void {
  void choose({ [name]: value } as Partial<QueueChoice>);
}

function clear(): void {
  const { sort, order } = choice.value;
  void choose({ ...NO_FILTER, sort, order });
}

interface FieldProps {
  name: keyof QueueChoice;
  title: string;
}

function Choice({ name, title, children }: FieldProps & { children: ComponentChildren }) {
  return (
    <>
      <label for={`case-${name}`}>{title}</label>
      <select
        id={`case-${name}`}
        value={choice.value[name]}
        onChange={({ currentTarget }) => set(name, currentTarget.value)}
      >
        {children}
      </select>
    </>
  );
}

function Titled({ options }: { options: Record<string, { title: string }> }) {
  return Object.entries(options).map(([name, { title }]) => (
    <option key={name} value={name}>
      {title}
    </option>
  ));
}

function Text({ name, title }: FieldProps) {
  return (
    <input
      id={`case-${name}`}
      type="text"
      aria-label={title}
      autocomplete="off"
      spellcheck={false}
      value={choice.value[name]}
      onChange={({ currentTarget }) => set(name, currentTarget.value)}
    />
  );
}
