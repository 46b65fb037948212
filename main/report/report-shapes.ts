/** Shapes of values in reports and cases that anybody may have written. */
import * as v from 'valibot';

export const whole = (least: number) => v.pipe(v.number(), v.safeInteger(), v.minValue(least));
export const texts = v.array(v.string());

/** A view as it was asked for; its preset is checked by the parser of pipelines. */
export const StoredView = v.looseObject({
  pipeline: v.string(),
  width: v.optional(whole(1)),
  height: v.optional(whole(1)),
  part: v.optional(whole(0)),
  preset: v.optional(v.unknown()),
});
