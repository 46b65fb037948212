import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { html, Markup } from '../../../shared/report/html.ts';
import { canonicalJson } from '../../../shared/base/canonical-json.ts';
import { differencesOf } from '../../../shared/report/report.ts';

suite('canonical JSON', () => {
  test('is the same for the same value, whatever the order of its keys', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
        const turned = Object.fromEntries(Object.entries(value).reverse());
        assert.equal(canonicalJson(turned), canonicalJson(value));
      }),
    );
  });

  test('parses to the value that it was made of', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        assert.deepEqual(JSON.parse(canonicalJson(value)), JSON.parse(JSON.stringify(value)));
      }),
    );
  });
});

suite('differences', () => {
  test('there are none between a value and its copy', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        assert.deepEqual(differencesOf(value, structuredClone(value), 'x'), []);
      }),
    );
  });

  test('name the place, and leave out what is excepted', () => {
    const reported = { a: [1, { b: 2, elapsedMs: 3 }], c: 'same' };
    const computed = { a: [1, { b: 5, elapsedMs: 9 }], c: 'same' };
    assert.deepEqual(differencesOf(reported, computed, 'x', new Set(['elapsedMs'])), [
      { path: 'x.a[1].b', reported: 2, computed: 5 },
    ]);
  });

  test('a field or an element more is one', () => {
    assert.deepEqual(differencesOf({ a: [1] }, { a: [1, 2], b: 3 }, 'x'), [
      { path: 'x.a[1]', reported: 'nothing', computed: 2 },
      { path: 'x.b', reported: 'nothing', computed: 3 },
    ]);
  });
});

suite('markup of reports', () => {
  test('what is inserted cannot leave its place', () => {
    const { text } = html`<p title="${'"><script>alert(1)</script>'}">${"it's <b>"}</p>`;
    assert.ok(!text.includes('<script>'));
    assert.ok(!text.includes('<b>'));
    assert.equal((text.match(/"/g) ?? []).length, 2);
  });

  test('lists are joined, nothing is left out, markup stays', () => {
    assert.equal(html`${[1, null, new Markup('<i>')]}${undefined}`.text, '1<i>');
  });
});

suite('the page of the JSON of reports', () => {
  const root = join(import.meta.dirname, '../../..');
  const page = readFileSync(join(root, 'docs/reference/report-json.md'), 'utf8');
  const [, ofImage, ofCase] = page.split(/^## The report of /m);

  for (const [file, name, part] of [
    ['report.ts', 'Report', ofImage],
    ['case-report.ts', 'CaseReport', ofCase],
    ['case-report.ts', 'CaseReportImage', ofCase],
  ] as const) {
    test(`has every field of ${name}`, () => {
      const source = readFileSync(join(root, 'shared/report', file), 'utf8');
      const [, body] = new RegExp(`^export interface ${name} \\{\n([^]*?)^\\}`, 'm').exec(source)!;
      const fields = [...body!.matchAll(/^ {2}(\w+)\??:/gm)].map(([, field]) => field!);
      assert.ok(fields.length > 5);
      assert.deepEqual(
        fields.filter((field) => field !== 'schema' && !part!.includes(`\`${field}\``)),
        [],
      );
    });
  }
});
