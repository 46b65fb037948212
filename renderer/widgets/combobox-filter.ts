/** Which options of a combobox match what was typed. */

export interface ComboOption {
  value: string;
  title: string;
  /** Said beside the title. */
  note: string;
  /** Further text that a search finds. */
  keywords: string;
}

export interface ComboGroup {
  label: string;
  options: ComboOption[];
}

/** The options in which every word that was typed occurs, in their groups. */
export function filterGroups(groups: readonly ComboGroup[], typed: string): ComboGroup[] {
  const words = wordsOf(typed);
  return groups
    .map(({ label, options }) => ({
      label,
      options: options.filter((option) => {
        const text = `${label} ${option.title} ${option.value} ${option.keywords}`.toLowerCase();
        return words.every((word) => text.includes(word));
      }),
    }))
    .filter(({ options }) => options.length > 0);
}

/** The place of the option that is meant most likely: named exactly, else beginning so, else 0. */
export function firstMatch(groups: readonly ComboGroup[], typed: string): number {
  const text = typed.trim().toLowerCase();
  const options = groups.flatMap((group) => group.options);
  const names = options.map(({ value, title }) => [value.toLowerCase(), title.toLowerCase()]);
  const exact = names.findIndex((name) => name.includes(text));
  if (exact >= 0) return exact;
  return Math.max(
    0,
    names.findIndex((name) => name.some((part) => part.startsWith(text))),
  );
}

function wordsOf(typed: string): string[] {
  return typed
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
}
