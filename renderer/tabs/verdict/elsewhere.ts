/** What a verdict rests on where the search found no size: text that only machines receive, and loaders. */
import type { Finding, Region } from '../../../shared/finding/finding.ts';
import { loadsText } from '../../../shared/verdict/judge-loaders.ts';
import { isToldOf } from '../../../shared/verdict/judge-text.ts';
import type { TextRead } from '../../../shared/verdict/text-reading.ts';

type Read = Pick<Finding, 'verdict' | 'targets' | 'text' | 'loaders' | 'judgements'>;

export interface Elsewhere {
  /** Who receives what people do not see, each in a few words. */
  who: string[];
  /** Where that lies in the source. */
  places: Region[];
  /** The texts that the verdict rests on. */
  texts: readonly TextRead[];
}

const NOTHING: Elsewhere = { who: [], places: [], texts: [] };

/** For whom and where something is hidden beside the targets; nothing where none of it is suspicious. */
export function elsewhere({ verdict, text, loaders = [], judgements }: Read): Elsewhere {
  if (verdict !== 'attack' && verdict !== 'suspicious') return NOTHING;
  const isFlagged = (of: 'text' | 'loaders'): boolean =>
    judgements.some((one) => one.of === of && one.verdict !== 'clean');
  const texts = isFlagged('text') ? (text?.machineOnly ?? []).filter(isToldOf) : [];
  const loaded = isFlagged('loaders') ? loaders : [];
  const who = [
    ...texts.flatMap(({ view }) =>
      view === null ? [] : `${view.pipeline} at ${view.width}x${view.height}`,
    ),
    ...loaded.map(({ policy }) => loadsText(policy)),
  ];
  // What only some loaders show is where its text was read.
  const places = (texts.length > 0 ? texts : loaded).map(({ region }) => region);
  const distinct = new Map(places.map((place) => [JSON.stringify(place), place]));
  return { who: [...new Set(who)], places: [...distinct.values()], texts };
}
