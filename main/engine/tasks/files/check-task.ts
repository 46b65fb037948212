/** Checks what an engine works with: its libraries, and whether it can draw letters. */
import { libraryVersions } from '../../decode/formats/libvips.ts';
import { drawText } from '../../write/text-picture.ts';

/** What an engine finds of itself. */
export interface EngineCheck {
  /** Versions of the native libraries, by their names. */
  libraries: Record<string, string>;
  /** Whether there is a font to draw a text with. */
  hasFont: boolean;
}

const TEXT = { text: 'Aa', font: null, sizePx: null, ink: null, paper: null };

/** Never rejects. */
export async function run(_input: Record<never, never>): Promise<EngineCheck> {
  const paper = {
    width: 60,
    height: 40,
    channels: 1 as const,
    data: new Uint8Array(2400).fill(255),
  };
  const hasFont = await drawText(TEXT, paper).then(
    () => true,
    () => false,
  );
  return { libraries: { ...libraryVersions }, hasFont };
}
