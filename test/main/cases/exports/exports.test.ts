/** What other programs are told of a case: VICS, tables of hashes, and CASE/UCO. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { hashLines } from '../../../../main/cases/exports/hash-lines.ts';
import { caseUcoLines } from '../../../../main/cases/exports/case-uco-lines.ts';
import { vicsLines } from '../../../../main/cases/exports/vics-lines.ts';
import { recordKnown } from '../../../../main/cases/queue/known-images.ts';
import { recordFinding, recordSighting } from '../../../../main/cases/record.ts';
import { decide, setNote, signOff } from '../../../../main/cases/review/review.ts';
import type { CaseFile } from '../../../../main/cases/store/case-file.ts';
import { exportLines, importLines } from '../../../../main/cases/transfer.ts';
import { openList } from '../../../../main/known/read-list.ts';
import type { FileDigests, KnownList } from '../../../../shared/known/known.ts';
import { csvLines } from '../../../../main/cases/finding-lines.ts';
import { drawSample, takeSecondLooks } from '../../../../main/cases/review/second-looks.ts';
import { examined, isInDatabase, makeFolder, newCase } from '../make-case.ts';

const folder = makeFolder();

function digestsOf(text: string): FileDigests {
  const of = (name: string) => createHash(name).update(text).digest('hex');
  return { md5: of('md5'), sha1: of('sha1'), sha256: of('sha256') };
}

const LIST: KnownList = {
  ...{ name: 'vics.json', kind: 'bad', format: 'vics', sha256: 'a'.repeat(64) },
  ...{ release: null, entries: 9, passedOver: 0 },
};

const PDQ = {
  hash: '4cb5caa592a51ae91aadfb8fd8bf46b94688d68b167f14645546514395e3a750',
  quality: 88,
};

/** A case of an attack at two paths, a clean file that is there, and one that is not. */
function made(): CaseFile {
  const caseFile = isInDatabase() ? newCase() : newCase(join(makeFolder(), 'march "1".case'));
  mkdirSync(join(folder, 'there'), { recursive: true });
  writeFileSync(join(folder, 'there', 'b.png'), 'b.png');
  for (const [name, where, verdict] of [
    ['a.png', '/pictures', 'attack'],
    ['b.png', join(folder, 'there'), 'error'],
    ['c.png', '/pictures', 'clean'],
  ] as const) {
    const order = examined({ name, folder: where, verdict, score: 0.5, sampler: 'opencv/linear' });
    const view = { pipeline: 'opencv/linear', width: 224, height: 224 };
    const machine = { ...PDQ, hash: 'f'.repeat(64), view };
    const pdq = name === 'a.png' ? { pdq: { human: PDQ, machine } } : {};
    const settings = { view: null, pdq: true };
    recordFinding(caseFile, { ...order, settings, finding: { ...order.finding, ...pdq } });
  }
  const { sha256, ...hashes } = digestsOf('a.png');
  recordSighting(caseFile, sha256, '/pictures/copy of a.png');
  const hit = { list: 'vics.json', kind: 'bad', by: 'md5', category: '2' } as const;
  recordKnown(caseFile, { sha256, hashes, known: [hit] }, [LIST]);
  decide(caseFile, [1], 'confirmed', 'Ann');
  setNote(caseFile, 1, 'seen once', 'Ann');
  setNote(caseFile, 1, 'seen "twice"', 'Ann');
  setNote(caseFile, 1, 'not mine', 'Bob');
  setNote(caseFile, 1, '', 'Bob');
  signOff(caseFile, 1, true, 'Bob');
  decide(caseFile, [2], 'ok', 'Bob');
  drawSample(caseFile, { share: 1, reviewers: ['Ann'], seed: 's' });
  takeSecondLooks(caseFile, [2], 'confirmed', 'Ann');
  return caseFile;
}

async function textOf(lines: AsyncIterable<string>): Promise<string> {
  let text = '';
  for await (const line of lines) text += line;
  return text;
}

interface Media {
  MD5: string;
  Comments: string;
  Category?: number;
  MediaFiles: { FilePath: string }[];
}

describe('an export', () => {
  test('of VICS is read back as a list, with all files of each image', async () => {
    const left: string[] = [];
    const caseFile = made();
    const text = await textOf(vicsLines(caseFile, '1.0', (path) => left.push(path)));
    const { value } = JSON.parse(text) as { value: { CaseNumber: string; Media: Media[] }[] };
    const [{ CaseNumber, Media }] = value;
    assert.equal(CaseNumber, caseFile.name);
    assert.deepEqual(left, ['/pictures/c.png'], 'its MD5 is nowhere');
    assert.deepEqual(
      Media.map(({ MD5, Category }) => [MD5, Category]),
      [
        [digestsOf('a.png').md5.toUpperCase(), 2],
        [digestsOf('b.png').md5.toUpperCase(), undefined],
      ],
    );
    assert.match(
      Media[0].Comments,
      /Decided confirmed by Ann\. Ann: seen "twice"$/,
      'notes that hold',
    );
    assert.equal(
      Media[1].Comments,
      'Scalescope: Could not be examined. Decided ok by Bob. Second look of Ann: confirmed, disagrees with ok of Bob.',
      'what could not be examined has no score',
    );
    assert.deepEqual(
      Media[0].MediaFiles.map(({ FilePath }) => FilePath),
      ['/pictures/a.png', '/pictures/copy of a.png'],
    );
    const path = join(folder, 'out.json');
    writeFileSync(path, text);
    const list = await openList(path, 'bad');
    assert.equal(list.list.entries, 3, 'two of files and one of a picture');
    const [hit] = list.find(digestsOf('a.png'), []);
    assert.deepEqual([hit.by, hit.category], ['sha256', '2']);
    const near = list.find(digestsOf('other'), [{ ...PDQ, picture: 'machine' }]);
    assert.deepEqual(
      near.map(({ by, distance }) => [by, distance]),
      [['pdq', 0]],
    );
    caseFile.close();
  });

  test('of findings has no score where nothing was judged, and second looks', () => {
    const caseFile = made();
    const [head, ...rows] = [...csvLines(caseFile)].map((line) =>
      line
        .replace(/^\ufeff/, '')
        .trimEnd()
        .split(/,(?=(?:[^"]*"[^"]*")*[^"]*$)/),
    );
    const of = (row: string[], column: string) => row[head.indexOf(column)];
    const failed = rows.find((row) => of(row, 'verdict') === 'error')!;
    assert.equal(of(failed, 'score'), '');
    assert.equal(of(failed, 'secondLooks'), '"Ann: confirmed, disagrees with ok of Bob"');
    assert.deepEqual(
      rows.filter((row) => row !== failed).map((row) => of(row, 'score')),
      ['0.5', '0.5'],
    );
    caseFile.close();
  });

  test('of hashes is a table that is read back, with what was decided', async () => {
    const caseFile = made();
    const text = await textOf(hashLines(caseFile));
    const rows = text.trim().split('\r\n');
    assert.equal(rows[0], 'signal_type,signal_str,collab,category,tags');
    const name = isInDatabase() ? caseFile.name : '"march ""1"".case"';
    assert.equal(rows[1], `pdq,${PDQ.hash},${name},POSITIVE_CLASS,scalescope:attack`);
    assert.match(rows[2], /^pdq,f{64},.*,scalescope:attack machine-view$/);
    assert.ok(
      rows.includes(`md5,${digestsOf('b.png').md5},${name},NEGATIVE_CLASS,scalescope:error`),
    );
    assert.equal(
      rows.at(-1),
      `sha256,${digestsOf('c.png').sha256},${name},INVESTIGATION_SEED,scalescope:clean`,
    );
    const path = join(folder, 'out.csv');
    writeFileSync(path, text);
    const list = await openList(path, 'bad');
    assert.deepEqual(
      [list.list.format, list.list.entries, list.kinds.length],
      ['csv', rows.length - 1, 4],
    );
    assert.ok(
      list.find(digestsOf('c.png'), []).some(({ category }) => category === 'INVESTIGATION_SEED'),
    );
    caseFile.close();
  });

  test('of CASE/UCO has only what the shapes allow, and refers to what is there', async () => {
    const caseFile = made();
    const { '@graph': graph } = JSON.parse(await textOf(caseUcoLines(caseFile, '1.0'))) as {
      '@graph': Node[];
    };
    const types = new Map<string, string>();
    for (const node of graph) collect(node, types);
    const faults = graph.flatMap((node) => faultsOf(node, types));
    assert.deepEqual(faults, []);
    const told = [...new Set(types.values())].sort();
    assert.deepEqual(told, Object.keys(SHAPES).sort(), 'each class of the shapes is used');
    const text = JSON.stringify(graph);
    for (const said of [
      'decision: confirmed',
      'sign-off: agree',
      'seen \\"twice\\"',
      'category 2, by MD5',
      'second look: confirmed, disagrees with ok of Bob',
    ]) {
      assert.ok(text.includes(said), said);
    }
    assert.equal(
      text.match(/classificationConfidence/g)?.length,
      2,
      'none where nothing was judged',
    );
    // Without what is required it is no longer what the shapes ask for.
    const hash = { '@id': 'kb:hash', '@type': 'uco-types:Hash', 'uco-types:hashMethod': 'MD5' };
    assert.deepEqual(faultsOf(hash, types), ['uco-types:Hash has 0 of uco-types:hashValue']);
    caseFile.close();
  });

  test('has the same ids each time, also of a copy of the case', async () => {
    const caseFile = made();
    const copy = newCase(join(makeFolder(), caseFile.name));
    await importLines(copy, exportLines(caseFile, '1.0', assert.fail));
    for (const lines of [caseUcoLines, hashLines, vicsOf]) {
      const first = await textOf(lines(caseFile, '1.0'));
      assert.equal(await textOf(lines(caseFile, '1.0')), first);
      assert.equal(await textOf(lines(copy, '1.0')), first);
    }
    caseFile.close();
    copy.close();
  });
});

const vicsOf = (caseFile: CaseFile, version: string) =>
  vicsLines(caseFile, version, () => undefined);

interface Rule {
  datatype?: string;
  class?: string;
  min?: number;
  max?: number;
}

const { classes: SHAPES } = JSON.parse(
  readFileSync(new URL('case-uco-shapes.json', import.meta.url), 'utf8'),
) as { classes: Record<string, { is: string[]; properties: Record<string, Rule> }> };

type Node = { '@id': string; '@type': string } & Record<string, unknown>;

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && '@type' in value && '@id' in value;

const valuesOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : [value]);

/** Every node and its type, also those within others. */
function collect(node: Node, types: Map<string, string>): void {
  types.set(node['@id'], node['@type']);
  for (const value of Object.values(node).flatMap(valuesOf))
    if (isNode(value)) collect(value, types);
}

/** In what `node` and those within it are not as the shapes of their classes ask. */
function faultsOf(node: Node, types: ReadonlyMap<string, string>): string[] {
  const { '@id': id, '@type': type, ...fields } = node;
  const shape = SHAPES[type];
  if (shape === undefined) return [`${type} is no class that is used`];
  const faults = /^kb:[a-z-]+-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$|^kb:hash$/.test(id)
    ? []
    : [`${id} does not end with a UUID`];
  for (const [name, { min = 0, max = Infinity }] of Object.entries(shape.properties)) {
    const count = name in fields ? valuesOf(fields[name]).length : 0;
    if (count < min || count > max) faults.push(`${type} has ${count} of ${name}`);
  }
  for (const [name, field] of Object.entries(fields)) {
    const rule = shape.properties[name];
    if (rule === undefined) faults.push(`${type} has no ${name}`);
    else {
      for (const value of valuesOf(field)) {
        if (!fits(value, rule, types)) faults.push(`${type} ${name}: ${JSON.stringify(value)}`);
        if (isNode(value)) faults.push(...faultsOf(value, types));
      }
    }
  }
  return faults;
}

function fits(value: unknown, rule: Rule, types: ReadonlyMap<string, string>): boolean {
  if (rule.class !== undefined) {
    const type = types.get((value as Node)['@id'] ?? '');
    return type !== undefined && SHAPES[type].is.includes(rule.class);
  }
  return rule.datatype === undefined || rule.datatype === datatypeOf(value);
}

function datatypeOf(value: unknown): string {
  if (typeof value === 'string') return 'xsd:string';
  if (typeof value === 'boolean') return 'xsd:boolean';
  if (typeof value === 'number') return Number.isInteger(value) ? 'xsd:integer' : 'xsd:double';
  return (value as { '@type': string })['@type'];
}
