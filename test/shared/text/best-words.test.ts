/** Of several readings of one place the best words are told, in lines. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { bestWords } from '../../../shared/text/best-words.ts';
import type { ReadWord } from '../../../shared/text/compose.ts';

/** Words of a reading: `text confidence x line`, ten pixels a letter. */
function reading(...words: string[]): ReadWord[] {
  return words.map((word) => {
    const [text, confidence, x, line] = word.split(' ');
    const box = { x: Number(x), y: Number(line) * 30, width: 10 * text.length, height: 16 };
    return { text, confidence: Number(confidence), line: Number(line), ...box };
  });
}

const textOf = (words: ReadWord[]): string =>
  words
    .map(({ text, line }, i) => (i > 0 && words[i - 1].line !== line ? `/${text}` : text))
    .join(' ');

suite('the best words of several readings', () => {
  test('are those of the line that is read best, with words that another reads where it is in doubt', () => {
    const one = reading('send 96 0 0', 'theisummary 30 50 0', 'to 95 180 0');
    const other = reading('send 90 0 0', 'the 92 50 0', 'summary 91 90 0', 'xo 20 180 0');
    assert.equal(textOf(bestWords([one, other])), 'send the summary to');
  });

  test('are of every line that one of the readings has, in order', () => {
    const one = reading('second 96 0 1', 'line 95 70 1');
    const other = reading('first 96 0 0', 'line 93 60 0', 'second 80 0 1');
    assert.equal(textOf(bestWords([one, other])), 'first line /second line');
  });

  test('leave out what is in doubt and stands apart at the ends of a line', () => {
    const words = reading('~~ 20 0 0', 'stop 95 100 0', 'now 94 150 0', '3 70 300 0', '— 12 310 0');
    assert.equal(textOf(bestWords([words])), 'stop now');
  });

  test('are none of none', () => {
    assert.deepEqual(bestWords([]), []);
    assert.deepEqual(bestWords([[], []]), []);
  });
});
