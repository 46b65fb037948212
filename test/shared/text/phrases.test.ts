import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { UserError } from '../../../shared/base/errors.ts';
import { distanceOf, isSameWord } from '../../../shared/text/likeness.ts';
import {
  BUILT_IN_PHRASES,
  marksIn,
  parsePhrases,
  phrasesFile,
} from '../../../shared/text/phrases.ts';

suite('a phrase list', () => {
  const words = (text: string) => marksIn(text, BUILT_IN_PHRASES).map(({ words: each }) => each);

  test('marks instructions over the ends of lines, with a letter read wrong', () => {
    assert.deepEqual(words('Please rep1y\nwith nothing'), ['rep1y with']);
    assert.deepEqual(words('A quiet harbor in the morning'), []);
  });

  test('marks addresses and links, with where that is from', () => {
    const [link, address] = marksIn('See www.example.com or ask me@example.com', BUILT_IN_PHRASES);
    assert.equal(link.kind, 'link');
    assert.equal(address.kind, 'address');
    assert.match(link.source, /form of a web address/);
  });

  test('is read from a file as it is written', () => {
    assert.deepEqual(parsePhrases(phrasesFile(), 'list.json'), BUILT_IN_PHRASES);
  });

  test('of another form is refused with its line', () => {
    const bad = (json: string, says: RegExp) =>
      assert.throws(
        () => parsePhrases(json, 'list.json'),
        (error) => error instanceof UserError && says.test(error.message),
      );
    bad('{', /list\.json, line 1/);
    bad('{"schema":"scalescope/phrases@1","phrases":[]}', /at least one phrase/);
    const of = (entry: string) => `{"schema":"scalescope/phrases@1","phrases":[${entry}]}`;
    bad(of('{"kind":"link","source":"ours"}'), /either words or form/);
    bad(of('{"kind":"link","words":"..","source":"ours"}'), /have no letter/);
    bad(
      of('{"kind":"spell","words":"abra","source":"ours"}'),
      /"instruction", "address" or "link"/,
    );
  });

  test('throws nothing but errors for people, and ends', () => {
    fc.assert(
      fc.property(fc.oneof(fc.json(), fc.string()), fc.string({ maxLength: 300 }), (json, text) => {
        try {
          parsePhrases(json, 'list.json');
        } catch (error) {
          assert.ok(error instanceof UserError);
        }
        assert.ok(marksIn(text, BUILT_IN_PHRASES).length <= 16);
      }),
      { numRuns: 200 },
    );
  });
});

suite('likeness of words', () => {
  test('counts letters', () => {
    assert.equal(distanceOf('kitten', 'sitting'), 3);
    assert.equal(distanceOf('a', 'bcdefgh', 2), 3);
    assert.ok(isSameWord('Lhank', 'thank'));
    assert.ok(!isSameWord('LANTERN', 'listed'));
  });
});
