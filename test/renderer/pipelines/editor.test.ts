/** The form of the pipeline editor is made of the check that the command line makes, and of nothing else. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  canTakeBack,
  chainIdOf,
  check,
  checked,
  replaceText,
  setAt,
  takeBack,
  text,
  value,
} from '../../../renderer/pipelines/editor-text.ts';
import { prettyJson } from '../../../renderer/pipelines/pretty-json.ts';
import {
  fieldOf,
  hasShapeOf,
  nameOfVariant,
  resolved,
  type Entry,
  type RecordField,
} from '../../../renderer/pipelines/schema-fields.ts';
import { startOf } from '../../../renderer/pipelines/starting-values.ts';
import { allPipelines, findPipeline } from '../../../shared/pipelines/pipeline.ts';
import { ChainFile, PipelineFile } from '../../../shared/pipelines/pipeline-file.ts';

const FORM = resolved(fieldOf(PipelineFile)) as RecordField;
const entryOf = (name: string): Entry => FORM.entries.find((each) => each.name === name)!;

test('the form has a field for all that every pipeline of the catalog says', () => {
  for (const pipeline of allPipelines()) assert.ok(hasShapeOf(FORM, pipeline), pipeline.id);
  const steps = resolved(entryOf('steps').field);
  assert.ok(steps.kind === 'list');
  for (const { id, steps: own } of allPipelines()) {
    for (const step of own) assert.ok(hasShapeOf(steps.item, step), `${id}: ${step.op}`);
  }
});

test('what is added to the steps is a step that the parser takes, of every kind', () => {
  const steps = resolved(entryOf('steps').field);
  assert.ok(steps.kind === 'list');
  const item = resolved(steps.item);
  assert.ok(item.kind === 'variant');
  const names = item.options.map((option) => nameOfVariant('op', option));
  assert.ok(names.includes('grid') && names.includes('hand-over') && names.length === 11);
  for (const option of item.options) {
    const pipeline = {
      ...findPipeline('model/vgg16'),
      id: 'own/try',
      steps: [startOf(option), startOf(item)],
      sizeIsFree: nameOfVariant('op', option) === 'shrink-on-load',
    };
    const read = check(prettyJson(pipeline));
    assert.ok('pipeline' in read, `${nameOfVariant('op', option)}: ${JSON.stringify(read)}`);
  }
});

test('every rule of a size begins as one that the parser takes', () => {
  const steps = resolved(entryOf('steps').field);
  const item = steps.kind === 'list' ? resolved(steps.item) : steps;
  assert.ok(item.kind === 'variant');
  const resize = item.options.find((option) => nameOfVariant('op', option) === 'resize')!;
  const size = resolved(resize.entries.find(({ name }) => name === 'size')!.field);
  assert.ok(size.kind === 'variant' && size.options.length === 12);
  for (const rule of size.options) {
    const step = { op: 'resize', sampler: 'pillow/bicubic', size: startOf(rule) };
    const isFree = nameOfVariant('rule', rule) === 'target';
    const pipeline = {
      ...findPipeline('pillow/bicubic'),
      ...{ id: 'own/try', steps: [step], sizeIsFree: isFree },
    };
    const read = check(prettyJson(pipeline));
    assert.ok('pipeline' in read, `${nameOfVariant('rule', rule)}: ${JSON.stringify(read)}`);
  }
});

test('the form writes into the text and leaves the rest as a person wrote it; it can be taken back', () => {
  const json = prettyJson({ ...findPipeline('model/vgg16'), id: 'own/vgg' }).replace(
    '"title"',
    '  "title"',
  );
  replaceText(json);
  setAt(['defaultSize', 'width'], 99);
  assert.equal(
    text.value,
    json.replace('"defaultSize": { "width": 224', '"defaultSize": { "width": 99'),
  );
  assert.ok(canTakeBack.value);
  takeBack();
  assert.equal(text.value, json);
});

test('what is wrong is told with its line and its field', () => {
  replaceText('{\n  "schema": "scalescope/pipeline@1",\n  "id": "own/a"\n}');
  assert.ok('problem' in checked.value);
  assert.equal(checked.value.problem.line, 1);
  assert.equal(checked.value.problem.field, 'title');
  const json = prettyJson({ ...findPipeline('model/vgg16'), id: 'own/vgg' });
  replaceText(json.replace('"sampler": "', '"sampler": "x'));
  assert.ok('problem' in checked.value);
  const { line, field, sentence } = checked.value.problem;
  assert.equal(field, 'steps[0].sampler');
  assert.match(json.split('\n')[line! - 1], /"sampler"/);
  assert.match(sentence, /^Expected the id of a sampler, such as /);
  replaceText('{ "schema": ');
  assert.equal(value.value, undefined);
  assert.ok('problem' in checked.value && /not JSON/.test(checked.value.problem.sentence));
});

test('a chain is written by its links, and its id is the one of the command line', () => {
  const links = [
    { pipeline: 'pillow/bilinear', size: { width: 1024, height: 768 } },
    {
      pipeline: 'opencv/area',
      size: { width: 640, height: 480 },
      sends: { jpeg: 85, chroma: '4:4:4' },
    },
    { pipeline: 'tensorflow/bilinear' },
  ];
  const chain = { schema: 'scalescope/pipeline@1', id: 'own/chain', title: 'Chain', chain: links };
  const id = chainIdOf(chain)!;
  assert.equal(id, 'pillow/bilinear@1024x768~opencv/area@640x480~jpeg85-444~tensorflow/bilinear');
  const read = check(prettyJson(chain));
  assert.ok('pipeline' in read, JSON.stringify(read));
  assert.deepEqual(read.pipeline.steps, findPipeline(id).steps);
  assert.ok(hasShapeOf(fieldOf(ChainFile), chain));
  const start = startOf(fieldOf(ChainFile)) as { chain: unknown[] };
  assert.equal(start.chain.length, 2);
});

test('JSON keeps what is short on a line, and says the same', () => {
  for (const pipeline of allPipelines().filter((_, at) => at % 29 === 0)) {
    assert.deepEqual(JSON.parse(prettyJson(pipeline)), JSON.parse(JSON.stringify(pipeline)));
  }
  const deep = { a: [{ b: 'x', c: { d: 1 } }] };
  assert.equal(prettyJson(deep), '{\n  "a": [\n    { "b": "x", "c": { "d": 1 } }\n  ]\n}\n');
  assert.equal(prettyJson({ a: { b: 1 }, c: [1, 2] }), '{\n  "a": { "b": 1 },\n  "c": [1, 2]\n}\n');
});
