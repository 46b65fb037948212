/** Characters of the end of a name that stay in sight, with what tells files of a series apart. */
const TAIL = 11;

/** A name in one line; where there is no room for all of it, its middle is left out. */
export function CutName({ name, title = name }: { name: string; title?: string }) {
  const letters = Array.from(name);
  const head = letters.slice(0, -TAIL).join('');
  return (
    <span class="cut-name" title={title}>
      {head !== '' && <span class="cut-head">{head}</span>}
      <span class="cut-tail">{letters.slice(-TAIL).join('')}</span>
    </span>
  );
}
