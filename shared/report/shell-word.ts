/** A file's name as one word of a shell: a name is another's text, and must not run when pasted. */
export function shellWord(name: string): string {
  const path = name.startsWith('-') ? `./${name}` : name;
  return /^[\w.,+@%/ -]+$/.test(path) ? `"${path}"` : `'${path.replaceAll("'", "'\\''")}'`;
}
