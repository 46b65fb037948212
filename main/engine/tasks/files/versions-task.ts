/** Tells which native libraries an engine works with. Its host loads none of them. */
import { libraryVersions } from '../../decode/formats/libvips.ts';

/** Versions by the names of the libraries. Never rejects. */
export async function run(_input: Record<never, never>): Promise<Record<string, string>> {
  return { ...libraryVersions };
}
