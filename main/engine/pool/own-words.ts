/** What of an answer its host knows by itself: it is never taken from an engine, which may be in other hands. */
import { UserError } from '../../../shared/base/errors.ts';
import { insidePath, isWayInside } from '../../base/inside-path.ts';
import type { Contents } from '../containers/list-contents.ts';
import type { ImageSource, OpenedImage } from '../images/orders.ts';
import type { Output, Task } from './protocol.ts';

/**
 * `output` of `task` with the paths, the limits and the names of its order. Throws UserError `engine-crashed` for
 * entries of a file that are no way into it.
 */
export function withOwnWords({ kind, input }: Task, output: Output): Output {
  if (kind === 'open') return { ...(output as OpenedImage), source: input.source };
  if (kind === 'contents' && output !== null) return contentsOf(input.source, output as Contents);
  return output;
}

function contentsOf({ path, name }: ImageSource, contents: Contents): Contents {
  const pictures = contents.pictures.map(({ inside, bytes }) => {
    if (typeof inside !== 'string' || !isWayInside(inside)) {
      const fact = `The engine named a picture inside of ${name} that cannot be there`;
      throw new UserError('engine-crashed', fact);
    }
    return { path: insidePath(path, inside), inside, bytes };
  });
  return { ...contents, pictures };
}
