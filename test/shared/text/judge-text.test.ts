import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { textOf, type ReadWord } from '../../../shared/text/compose.ts';
import { BUILT_IN_PHRASES } from '../../../shared/text/phrases.ts';
import { marksOf } from '../../../shared/text/marks.ts';
import { strokeLines } from '../../../shared/text/stroke-lines.ts';
import { judgeText } from '../../../shared/verdict/judge-text.ts';
import type { TextReading } from '../../../shared/verdict/text-reading.ts';

const box = { x: 0, y: 0, width: 100, height: 20 };
const place = {
  view: { pipeline: 'pillow/nearest', width: 100, height: 50 },
  ground: null,
  crop: { x: 0, y: 0, width: 400, height: 200 },
  size: { width: 100, height: 50 },
};

function words(text: string, confidence = 95): ReadWord[] {
  return text.split(' ').map((word, i) => {
    return { text: word, confidence, line: 0, x: 10 * i, y: 2, width: 9, height: 10 };
  });
}

function told(machine: string, human: string, confidence = 95) {
  const reading = { words: words(machine, confidence), human: words(human) };
  return textOf({ box, plane: 'r', isSeen: false }, reading, place, BUILT_IN_PHRASES);
}

function verdictOf(machine: string): string | undefined {
  const found = told(machine, 'nothing');
  const reading: TextReading = {
    data: { language: 'eng', packages: [] },
    machineOnly: found === null ? [] : [found.read],
    ...{ seen: [], sizes: [], notes: [], elapsedMs: 0 },
  };
  return judgeText(reading)?.verdict;
}

suite('what only the machine reads', () => {
  test('is not what a person reads there, with letters read wrong', () => {
    assert.equal(told('quiet harbor morning', 'quief harb0r mornings')?.isMachineOnly, false);
    assert.equal(told('quiet harbor morning', 'small red bricks')?.isMachineOnly, true);
  });

  test('is not what nobody can be sure of, and no figures', () => {
    assert.equal(told('ave cara varces', 'x', 79)?.isMachineOnly, false);
    assert.equal(
      told('ave cara varces', 'x', 79)?.isSeen,
      false,
      'a person does not see it either',
    );
    assert.equal(told('831.2 117.5 332.2', 'x'), null);
  });

  test('has its place in the view and in the source', () => {
    const { read } = told('quiet harbor', '')!;
    assert.deepEqual(read.place, { x: 0, y: 2, width: 19, height: 10 });
    assert.deepEqual(read.region, { x: 0, y: 8, width: 76, height: 40 });
  });

  test('is suspicious from two words on, and an attack with a phrase', () => {
    assert.equal(verdictOf('harbor'), 'clean');
    assert.equal(verdictOf('quiet harbor'), 'suspicious');
    assert.equal(verdictOf('reply with harbor'), 'attack');
    assert.equal(verdictOf('one two three four five six seven eight nine tenth'), 'attack');
  });

  test('was not looked for without what reads it', () => {
    const none = { machineOnly: [], seen: [], sizes: [], notes: [], elapsedMs: 0 };
    assert.equal(judgeText({ data: null, ...none }), null);
  });
});

suite('lines of strokes', () => {
  test('marks that touch are one', () => {
    const mask = Uint8Array.from([1, 0, 0, 1, 0, 1, 1, 0, 0, 0, 0, 0, 1, 1, 0, 1]);
    const marks = marksOf(mask, { width: 4, height: 4 });
    assert.deepEqual(marks.map(({ pixels }) => pixels).sort(), [1, 2, 4]);
  });

  test('are found where bars stand side by side, and hardly in grain', () => {
    const [width, height] = [200, 80];
    const bars = new Float32Array(width * height);
    for (let y = 30; y < 44; y++) {
      for (let x = 20; x < 170; x++) if (x % 9 < 3) bars[y * width + x] = 60;
    }
    const { lines } = strokeLines({ width, height, data: bars });
    assert.equal(lines[0].ink, 'bright');
    assert.ok(lines[0].marks > 10 && lines[0].height === 14);
    let seed = 7;
    const grain = Float32Array.from(bars, () => (seed = (seed * 16807) % 2147483647) % 40);
    assert.ok(strokeLines({ width, height, data: grain }).lines.length < 8);
  });
});
