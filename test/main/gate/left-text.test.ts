import assert from 'node:assert/strict';
import { test } from 'node:test';
import { leftText } from '../../../main/gate/answer/left-text.ts';
import type { Finding } from '../../../shared/finding/finding.ts';
import type { CertifiedView } from '../../../shared/sanitize/certify-views.ts';
import type { TextRead } from '../../../shared/verdict/text-reading.ts';

const reading = (view: TextRead['view']) =>
  ({ text: { machineOnly: [{ view }] } }) as unknown as Finding;
const view = (pipeline: string, width: number, height: number) => ({ pipeline, width, height });
const certified = (...views: ReturnType<typeof view>[]) => ({ views: views as CertifiedView[] });

test('a text that is still read in a copy is told with its size, and what was cleaned instead', () => {
  const text = reading(view('opencv/nearest', 480, 320));
  assert.deepEqual(leftText(text, certified(view('opencv/linear', 96, 64))), [
    'A text is still read in the copy with opencv/nearest at 480x320, but it was cleaned for opencv/linear at 96x64 ' +
      'alone. A pipeline of the policy that makes this size is cleaned for.',
  ]);
  assert.match(leftText(text, certified()).join(), /cleaned for no view\./);
  const many = Array.from({ length: 5 }, (_, i) => view('a/b', i + 1, 1));
  assert.match(leftText(text, certified(...many)).join(), /a\/b at 3x1 and 2 more views alone\./);
  assert.match(
    leftText(text, certified(view('opencv/linear', 480, 320))).join(),
    /with opencv\/nearest at 480x320, for which it was cleaned\.$/,
  );
  assert.match(leftText(reading(null), certified()).join(), /before any resize/);
  assert.deepEqual(leftText({} as Finding, certified()), []);
});
