/** What a new part of a pipeline begins with. */
import { nameOfVariant, resolved, type Field } from './schema-fields.ts';

/** What is meant most often, by the name of the field; where it does not fit, the least that may be. */
const USUAL: Readonly<Record<string, unknown>> = {
  ...{ width: 224, height: 224, side: 224, longest: 1024, tile: 336, unit: 2, of: 14, patch: 14 },
  ...{ pixels: 50_176, minPixels: 3136, maxPixels: 1_003_520, maxAspect: 200, factor: 28 },
  ...{ multiple: 14, most: 6, minSide: 256, maxCrops: 4, minRatio: 1.2, jpeg: 85 },
  ...{ enlarge: true, chroma: '4:2:0', alpha: 'drop', gray: 'rgb', depth: 8 },
  ...{
    sampler: 'pillow/bicubic',
    pipeline: 'pillow/bicubic',
    to: 'the next program',
    name: 'view',
  },
};

/** The rule of a size that needs no size beside it. */
const USUAL_VARIANT: Readonly<Record<string, string>> = { rule: 'exact', op: 'resize' };

/** A value for `field`, which is called `name`: whole, so that the check has little to say. */
export function startOf(field: Field, name = ''): unknown {
  const known = resolved(field);
  const usual = USUAL[name];
  switch (known.kind) {
    case 'text':
      return typeof usual === 'string' ? usual : name;
    case 'choose':
      return USUAL[known.of];
    case 'number':
      return typeof usual === 'number' && usual >= known.least && usual <= known.most
        ? usual
        : known.least;
    case 'flag':
      return usual === true;
    case 'fixed':
      return known.value;
    case 'one':
      return known.options.includes(usual) ? usual : known.options[0];
    case 'list':
      return Array.from({ length: known.least }, () => startOf(known.item, name));
    case 'tuple':
      return known.items.map((item) => startOf(item));
    case 'record':
      return Object.fromEntries(
        known.entries
          .filter(({ isOptional }) => !isOptional)
          .map((entry) => [entry.name, startOf(entry.field, entry.name)]),
      );
    case 'variant': {
      const named = known.options.find(
        (option) => nameOfVariant(known.key, option) === USUAL_VARIANT[known.key],
      );
      return startOf(named ?? known.options[0]);
    }
    case 'union':
      return startOf(known.options[0], name);
  }
}
