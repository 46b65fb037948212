/** What a field is chosen from: the samplers by library, or the pipelines as the toolbar lists them. */
import { computed } from '@preact/signals';
import { familyOf } from '../../shared/pipelines/presets/model-family.ts';
import { SAMPLERS } from '../../shared/resample/catalog.ts';
import * as state from '../session/state.ts';
import type { ComboGroup } from '../widgets/combobox-filter.ts';

const samplers: ComboGroup[] = [...Map.groupBy(SAMPLERS, ({ library }) => library)].map(
  ([label, members]) => ({
    label,
    options: members.map(({ id, antialias }) => ({
      value: id,
      title: id,
      note: antialias ? 'antialiased' : '',
      keywords: label,
    })),
  }),
);

/** Those of the catalog: a link names no other by its id. */
const pipelines = computed<ComboGroup[]>(() => {
  const known = state.pipelines.value.filter(({ own }) => own === undefined);
  return [...Map.groupBy(known, ({ id, library }) => familyOf(id) ?? library)].map(
    ([label, members]) => ({
      label,
      options: members.map(({ id, title, library, call }) => ({
        value: id,
        title: id,
        note: title === id ? '' : title,
        keywords: `${library} ${call}`,
      })),
    }),
  );
});

/** The groups of a combobox for what the check says is chosen: samplers or pipelines. */
export function optionsOf(of: string): readonly ComboGroup[] {
  return of === 'sampler' ? samplers : pipelines.value;
}
