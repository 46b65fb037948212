/**
 * The check of a pipeline's file (shared/pipelines/pipeline-file.ts) as fields of a form: what may be written is
 * what can be filled in, and nothing is said twice.
 */
import type { GenericSchema } from 'valibot';
import type { JsonPath } from '../../shared/base/checked-json.ts';

export interface Entry {
  name: string;
  field: Field;
  isOptional: boolean;
}

export interface RecordField {
  kind: 'record';
  entries: readonly Entry[];
}

export type Field =
  | { kind: 'text' }
  /** The id of a sampler, or of a pipeline. */
  | { kind: 'choose'; of: string }
  | { kind: 'number'; least: number; most: number; isWhole: boolean }
  | { kind: 'flag' }
  | { kind: 'fixed'; value: unknown }
  | { kind: 'one'; options: readonly unknown[] }
  | { kind: 'list'; item: Field; least: number; most: number }
  | { kind: 'tuple'; items: readonly Field[] }
  | RecordField
  /** One of several records, told apart by what the field `key` of each is. */
  | { kind: 'variant'; key: string; options: readonly RecordField[] }
  | { kind: 'union'; options: readonly Field[] }
  /** What holds itself, such as the steps of a branch: known once it is looked at. */
  | { kind: 'later'; field: () => Field };

/** What a control of the form is made of: its field, its place in the JSON and what stands there. */
export interface FieldProps<F extends Field = Field> {
  field: F;
  path: JsonPath;
  value: unknown;
}

/** What is read of any schema of valibot, whose own types know each by itself. */
interface Any {
  type: string;
  pipe?: readonly (Any & { requirement?: unknown; metadata?: { choose?: string } })[];
  entries?: Record<string, Any>;
  options?: readonly unknown[];
  items?: readonly Any[];
  item?: Any;
  wrapped?: Any;
  key?: string;
  literal?: unknown;
  getter?: (input: unknown) => Any;
}

/** The field that `schema` describes. Throws where it is of a kind that no form is made of. */
export function fieldOf(schema: GenericSchema): Field {
  return fieldOfAny(schema as unknown as Any);
}

function fieldOfAny(schema: Any): Field {
  const { type, pipe = [], entries = {}, options = [], literal } = schema;
  const bound = (name: string, otherwise: number): number => {
    const found = pipe.find((action) => action.type === name)?.requirement;
    return typeof found === 'number' ? found : otherwise;
  };
  switch (type) {
    case 'string': {
      const of = pipe.find((action) => action.type === 'metadata')?.metadata?.choose;
      return of === undefined ? { kind: 'text' } : { kind: 'choose', of };
    }
    case 'number': {
      const [least, most] = [bound('min_value', 0), bound('max_value', Infinity)];
      const isWhole = pipe.some((action) => action.type === 'integer');
      return { kind: 'number', least, most, isWhole };
    }
    case 'boolean':
      return { kind: 'flag' };
    case 'literal':
      return { kind: 'fixed', value: literal };
    case 'picklist':
      return { kind: 'one', options };
    case 'array': {
      const [least, most] = [bound('min_length', 0), bound('max_length', Infinity)];
      return { kind: 'list', item: fieldOfAny(schema.item!), least, most };
    }
    case 'strict_tuple':
      return { kind: 'tuple', items: schema.items!.map(fieldOfAny) };
    case 'strict_object':
      return { kind: 'record', entries: Object.entries(entries).map(entryOf) };
    case 'variant': {
      const records = options.map((option) => fieldOfAny(option as Any) as RecordField);
      return { kind: 'variant', key: schema.key!, options: records };
    }
    case 'union':
      return unionOf(options.map((option) => fieldOfAny(option as Any)));
    case 'lazy':
      return { kind: 'later', field: () => fieldOfAny(schema.getter!(undefined)) };
    default:
      throw new RangeError(`Expected a schema that a form is made of but received ${type}`);
  }
}

function entryOf([name, schema]: [string, Any]): Entry {
  const isOptional = schema.type === 'exact_optional';
  return { name, isOptional, field: fieldOfAny(isOptional ? schema.wrapped! : schema) };
}

function unionOf(options: readonly Field[]): Field {
  const fixed = options.flatMap((option) => (option.kind === 'fixed' ? [option.value] : []));
  return fixed.length === options.length
    ? { kind: 'one', options: fixed }
    : { kind: 'union', options };
}

/** `field` itself, where it was to be looked at later. */
export function resolved(field: Field): Exclude<Field, { kind: 'later' }> {
  return field.kind === 'later' ? resolved(field.field()) : field;
}

/** True where `value` has the shape of `field`, whatever its parts hold. */
export function hasShapeOf(field: Field, value: unknown): boolean {
  const known = resolved(field);
  switch (known.kind) {
    case 'text':
    case 'choose':
      return typeof value === 'string';
    case 'number':
      return typeof value === 'number';
    case 'flag':
      return typeof value === 'boolean';
    case 'fixed':
      return value === known.value;
    case 'one':
      return known.options.includes(value);
    case 'list':
      return Array.isArray(value);
    case 'tuple':
      return Array.isArray(value) && value.length === known.items.length;
    case 'record': {
      if (!isRecord(value)) return false;
      const names = known.entries.map(({ name }) => name);
      return (
        Object.keys(value).every((name) => names.includes(name)) &&
        known.entries.every(({ name, isOptional }) => isOptional || name in value)
      );
    }
    case 'variant':
      return variantOf(known.key, known.options, value) !== undefined;
    case 'union':
      return known.options.some((option) => hasShapeOf(option, value));
  }
}

/** Whichever of `options` `value` names by its field `key`. */
export function variantOf(
  key: string,
  options: readonly RecordField[],
  value: unknown,
): RecordField | undefined {
  if (!isRecord(value)) return undefined;
  return options.find((option) => nameOfVariant(key, option) === value[key]);
}

/** What the field `key` of `option` always is. */
export function nameOfVariant(key: string, option: RecordField): string {
  const named = option.entries.find(({ name }) => name === key)?.field;
  return named?.kind === 'fixed' ? String(named.value) : '';
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
