/** Cuts a tile of the source (null), of what is shown of a view, or of what the search found. */
import type { FoundKind, ShownView } from '../../../../shared/api/contract.ts';
import { UserError } from '../../../../shared/base/errors.ts';
import type { OpenedImage, Tile } from '../../images/orders.ts';
import type { TaskContext } from '../../images/task.ts';

/** Level, column and row of a tile. */
export interface TileAddress {
  level: number;
  col: number;
  row: number;
}

/** The tile. Throws UserError `invalid-argument` where there is none. */
export async function run(
  input: { image: OpenedImage; of: ShownView | FoundKind | null; tile: TileAddress },
  { images }: TaskContext,
): Promise<Tile> {
  const { pyramid } = await images.pixels(input.image, input.of);
  const { level, col, row } = input.tile;
  try {
    return pyramid.tile(level, col, row);
  } catch (error) {
    if (error instanceof RangeError) throw new UserError('invalid-argument', error.message);
    throw error;
  }
}
