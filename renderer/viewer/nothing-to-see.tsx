import { TRANSPARENT } from '../../shared/verdict/blank.ts';
import { lookLoaded, pipelineThatLoads } from '../session/loader-look.ts';
import * as state from '../session/state.ts';

/** Said over a pane whose picture is fully transparent: else it is a checkerboard without a word. */
export function NothingToSee({ pane }: { pane: 'human' | 'machine' | 'compare' }) {
  const { value: view } = state.machineView;
  if (view?.blank !== TRANSPARENT) return null;
  if (pane !== 'human' && view.raster.channels !== 4) return null;
  return (
    <div
      class="stage-message"
      data-testid={`${pane}-transparent`}
      onPointerDown={(event) => event.stopPropagation()} // else the stage takes the press for a drag
    >
      <p>
        {pane !== 'machine' && 'Every pixel is transparent: a person sees nothing here. '}
        {pane !== 'human' && 'This pipeline keeps alpha: every pixel that it makes is transparent.'}
      </p>
      {pane !== 'human' && pipelineThatLoads('alpha-dropped') !== undefined && (
        <button type="button" class="primary" onClick={() => lookLoaded('alpha-dropped')}>
          Look without alpha
        </button>
      )}
    </div>
  );
}
