/** Where the manifest of an attack image lies. */

/** The manifest's path for an attack image: beside it, `photo.png` has `photo.craft.json`. */
export function manifestPath(output: string): string {
  return `${output.replace(/\.(png|jpe?g)$/i, '')}.craft.json`;
}
