import { fieldName, type JsonPath } from '../../shared/base/checked-json.ts';
import { Combobox } from '../widgets/combobox.tsx';
import { optionsOf } from './choices.ts';
import { checked, setAt } from './editor-text.ts';
import { meaningOf } from './field-words.ts';
import { ListField } from './list-field.tsx';
import {
  hasShapeOf,
  isRecord,
  nameOfVariant,
  resolved,
  variantOf,
  type Entry,
  type Field,
  type FieldProps,
} from './schema-fields.ts';
import { startOf } from './starting-values.ts';

type Kind<K extends Field['kind']> = Extract<Field, { kind: K }>;

/** The control for the value at `path`, or the controls of its parts. */
export function FormField({ field: given, path, value }: FieldProps) {
  const field = resolved(given);
  switch (field.kind) {
    case 'record':
      return <Entries entries={field.entries} path={path} value={value} />;
    case 'variant':
      return <VariantField field={field} path={path} value={value} />;
    case 'union':
      return <UnionField field={field} path={path} value={value} />;
    case 'list':
      return <ListField field={field} path={path} value={value} itemForm={FormField} />;
    case 'tuple':
      return (
        <span class="editor-inline">
          {field.items.map((item, at) => (
            <FormField
              key={at}
              field={item}
              path={[...path, at]}
              value={Array.isArray(value) ? (value as unknown[])[at] : undefined}
            />
          ))}
        </span>
      );
    case 'choose':
      return <ChooseField field={field} path={path} value={value} />;
    default:
      return <PlainField field={field} path={path} value={value} />;
  }
}

/** Name and tip of the control at `path`, and whether the check refuses what it holds. */
function labelsOf(path: JsonPath) {
  const name = fieldName(path);
  const names = path.filter((key) => typeof key === 'string');
  const own = names.at(-1) ?? name;
  const tip = meaningOf(own, names.at(-2) ?? '');
  const isWrong = 'problem' in checked.value && checked.value.problem.field === name;
  return {
    'aria-label': name,
    'data-tip': tip,
    'data-testid': `field-${name}`,
    ...(isWrong && { 'aria-invalid': true as const, 'aria-describedby': 'editor-problem' }),
  };
}

function PlainField({ field, path, value }: FieldProps) {
  const labels = labelsOf(path);
  switch (field.kind) {
    case 'number':
      return (
        <input
          type="number"
          {...labels}
          min={field.least}
          max={Number.isFinite(field.most) ? field.most : undefined}
          step={field.isWhole ? 1 : 'any'}
          value={typeof value === 'number' ? value : ''}
          onInput={({ currentTarget: { valueAsNumber: next } }) =>
            setAt(path, Number.isNaN(next) ? null : next)
          }
        />
      );
    case 'flag':
      return (
        <input
          type="checkbox"
          {...labels}
          checked={value === true}
          onChange={({ currentTarget }) => setAt(path, currentTarget.checked)}
        />
      );
    case 'one':
      return (
        <select
          {...labels}
          value={field.options.indexOf(value)}
          onChange={({ currentTarget }) => setAt(path, field.options[Number(currentTarget.value)])}
        >
          {!field.options.includes(value) && <option value={-1}>{shown(value)}</option>}
          {field.options.map((option, at) => (
            <option key={at} value={at}>
              {shown(option)}
            </option>
          ))}
        </select>
      );
    case 'fixed':
      return <code>{shown(field.value)}</code>;
    default:
      return (
        <input
          type="text"
          {...labels}
          autocomplete="off"
          spellcheck={false}
          value={typeof value === 'string' ? value : ''}
          onInput={({ currentTarget }) => setAt(path, currentTarget.value)}
        />
      );
  }
}

function shown(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
}

function ChooseField({ field, path, value }: FieldProps<Kind<'choose'>>) {
  const name = fieldName(path);
  const chosen = typeof value === 'string' ? value : '';
  return (
    <span data-tip={labelsOf(path)['data-tip']}>
      <Combobox
        id={`field-${name}`}
        label={name}
        noun={`${field.of}s`}
        value={chosen}
        text={chosen}
        groups={optionsOf(field.of)}
        onChoose={(id) => setAt(path, id)}
      />
    </span>
  );
}

function VariantField({ field, path, value }: FieldProps<Kind<'variant'>>) {
  const { key, options } = field;
  const chosen = variantOf(key, options, value);
  const labels = labelsOf([...path, key]);
  return (
    <div class="editor-group">
      <select
        {...labels}
        value={chosen === undefined ? '' : nameOfVariant(key, chosen)}
        onChange={({ currentTarget }) => {
          const next = options.find((each) => nameOfVariant(key, each) === currentTarget.value);
          if (next !== undefined) setAt(path, keptIn(next.entries, startOf(next), value));
        }}
      >
        {chosen === undefined && <option value="">choose…</option>}
        {options.map((option) => (
          <option key={nameOfVariant(key, option)} value={nameOfVariant(key, option)}>
            {nameOfVariant(key, option)}
          </option>
        ))}
      </select>
      {chosen !== undefined && (
        <Entries
          entries={chosen.entries.filter(({ name }) => name !== key)}
          path={path}
          value={value}
        />
      )}
    </div>
  );
}

/** `start` with what `before` has for the same fields: another kind of step keeps its sampler. */
function keptIn(entries: readonly Entry[], start: unknown, before: unknown): unknown {
  if (!isRecord(start) || !isRecord(before)) return start;
  const kept = entries.filter(
    ({ name, field }) =>
      name in before && resolved(field).kind !== 'fixed' && hasShapeOf(field, before[name]),
  );
  return { ...start, ...Object.fromEntries(kept.map(({ name }) => [name, before[name]])) };
}

function UnionField({ field: { options }, path, value }: FieldProps<Kind<'union'>>) {
  const at = options.findIndex((option) => hasShapeOf(option, value));
  const labels = labelsOf(path);
  const chosen = options[at];
  return (
    <div class="editor-group">
      <select
        {...labels}
        data-testid={`kind-${fieldName(path)}`}
        value={at}
        onChange={({ currentTarget }) =>
          setAt(path, startOf(options[Number(currentTarget.value)], String(path.at(-1))))
        }
      >
        {at < 0 && <option value={-1}>choose…</option>}
        {options.map((option, i) => (
          <option key={i} value={i}>
            {kindOf(option)}
          </option>
        ))}
      </select>
      {chosen !== undefined && chosen.kind !== 'fixed' && (
        <FormField field={chosen} path={path} value={value} />
      )}
    </div>
  );
}

/** What one of several forms of a value is called: its fields, or what it always is. */
function kindOf(field: Field): string {
  const known = resolved(field);
  switch (known.kind) {
    case 'fixed':
      return shown(known.value);
    case 'record':
      return known.entries.length > 4
        ? 'one of your own'
        : known.entries.map(({ name }) => name).join(', ');
    case 'tuple':
      return known.items.length === 1 ? 'gray' : 'red, green, blue';
    case 'choose':
      return `a ${known.of} of the catalog`;
    default:
      return known.kind;
  }
}

function Entries({
  entries,
  path,
  value,
}: { entries: readonly Entry[] } & Omit<FieldProps, 'field'>) {
  const held = isRecord(value) ? value : {};
  return (
    <div class="editor-entries">
      {entries.map((entry) => (
        <EntryRow
          key={entry.name}
          entry={entry}
          path={[...path, entry.name]}
          value={held[entry.name]}
        />
      ))}
    </div>
  );
}

const NESTED: readonly Field['kind'][] = ['record', 'list', 'later'];

function EntryRow({ entry, path, value }: { entry: Entry } & Omit<FieldProps, 'field'>) {
  const { name, field, isOptional } = entry;
  const isThere = value !== undefined;
  const label = isOptional ? (
    <label class="editor-optional">
      <input
        type="checkbox"
        aria-label={`${fieldName(path)} is given`}
        data-tip={`${labelsOf(path)['data-tip']}. It may be left out`}
        checked={isThere}
        onChange={({ currentTarget }) =>
          setAt(path, currentTarget.checked ? startOf(field, name) : undefined)
        }
      />
      {name}
    </label>
  ) : (
    <span class="editor-name">{name}</span>
  );
  const isNested = NESTED.includes(field.kind);
  const isShown = isThere || !isOptional;
  return (
    <div
      class={isNested && isShown ? 'editor-nested' : 'editor-row'}
      role="group"
      aria-label={name}
    >
      {label}
      {isShown && <FormField field={field} path={path} value={value} />}
    </div>
  );
}
