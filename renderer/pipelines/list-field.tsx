import type { FunctionComponent } from 'preact';
import { fieldName } from '../../shared/base/checked-json.ts';
import { setAt } from './editor-text.ts';
import { isRecord, nameOfVariant, resolved, type Field, type FieldProps } from './schema-fields.ts';
import { startOf } from './starting-values.ts';

interface ListProps extends FieldProps<Extract<Field, { kind: 'list' }>> {
  /** What shows one of them. */
  itemForm: FunctionComponent<FieldProps>;
}

/** The parts of a list in their order, to be added, moved, doubled and taken away. */
export function ListField({ field, path, value, itemForm: ItemForm }: ListProps) {
  const items = Array.isArray(value) ? (value as unknown[]) : [];
  const item = resolved(field.item);
  const name = fieldName(path);
  const moved = (from: number, to: number): unknown[] => {
    const next = items.toSpliced(from, 1);
    return next.toSpliced(to, 0, items[from]);
  };
  const isFull = items.length >= field.most;
  return (
    <div class="editor-list">
      <ol>
        {items.map((each, at) => {
          const title = titleOf(each, at);
          return (
            <li key={at} aria-label={`${name} ${title}`}>
              <div class="editor-item">
                <strong>{title}</strong>
                <span class="spacer" />
                <button
                  type="button"
                  class="quiet"
                  aria-label={`Move ${name} ${title} up`}
                  disabled={at === 0}
                  onClick={() => setAt(path, moved(at, at - 1))}
                >
                  ↑
                </button>
                <button
                  type="button"
                  class="quiet"
                  aria-label={`Move ${name} ${title} down`}
                  disabled={at === items.length - 1}
                  onClick={() => setAt(path, moved(at, at + 1))}
                >
                  ↓
                </button>
                <button
                  type="button"
                  class="quiet"
                  aria-label={`Double ${name} ${title}`}
                  disabled={isFull}
                  onClick={() => setAt(path, items.toSpliced(at, 0, each))}
                >
                  ❐
                </button>
                <button
                  type="button"
                  class="quiet"
                  aria-label={`Take ${name} ${title} away`}
                  disabled={items.length <= field.least}
                  onClick={() => setAt(path, items.toSpliced(at, 1))}
                >
                  ✕
                </button>
              </div>
              <ItemForm field={field.item} path={[...path, at]} value={each} />
            </li>
          );
        })}
      </ol>
      {item.kind === 'variant' ? (
        <select
          aria-label={`Add to ${name}`}
          data-tip="Add one more at the end"
          data-testid={`add-${name}`}
          value=""
          disabled={isFull}
          onChange={({ currentTarget }) => {
            const chosen = item.options.find(
              (option) => nameOfVariant(item.key, option) === currentTarget.value,
            );
            currentTarget.value = '';
            if (chosen !== undefined) setAt(path, [...items, startOf(chosen)]);
          }}
        >
          <option value="">Add a step…</option>
          {item.options.map((option) => (
            <option key={nameOfVariant(item.key, option)}>{nameOfVariant(item.key, option)}</option>
          ))}
        </select>
      ) : (
        <button
          type="button"
          data-tip="Add one more at the end"
          data-testid={`add-${name}`}
          disabled={isFull}
          onClick={() => setAt(path, [...items, startOf(item, singular(path.at(-1)))])}
        >
          Add one
        </button>
      )}
    </div>
  );
}

function singular(name: string | number | undefined): string {
  return String(name ?? '').replace(/s$/, '');
}

/** "2. crop": the place in the list, and what it is. */
function titleOf(item: unknown, at: number): string {
  const held = isRecord(item) ? item : {};
  const named = [held['op'], held['name'], held['pipeline']].find(
    (each) => typeof each === 'string',
  );
  return `${at + 1}. ${typeof named === 'string' ? named : ''}`.trim();
}
