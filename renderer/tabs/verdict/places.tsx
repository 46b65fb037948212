import { useRef } from 'preact/hooks';
import type { FindingTarget, Region } from '../../../shared/finding/finding.ts';
import { regionText } from '../../../shared/verdict/amounts.ts';
import type { Size } from '../../../shared/base/raster.ts';
import { showRegion } from '../../session/navigation.ts';
import { Averaged, useFound } from './found-picture.tsx';
import { useShownWidth } from '../../widgets/shown-width.ts';

/** Boxes that are listed; the rest is counted. */
const LISTED = 8;

interface PlacesProps {
  target: FindingTarget;
  source: Size;
  /** The image whose search mapped where it was altered, for the best target; else null. */
  mappedId: string | null;
}

/** Where the source was altered: boxes on its outline, each of which takes the panes there. */
export function Places({ target, source, mappedId }: PlacesProps) {
  const { regions, crop } = target;
  const frame = useRef<HTMLDivElement>(null);
  const heat = useFound(mappedId, 'heat');
  const width = Math.round(useShownWidth(frame) * window.devicePixelRatio);
  if (regions.length === 0) {
    return <p class="muted">No place stands out. The picture is altered all over.</p>;
  }
  const listed = regions.slice(0, LISTED);
  const map = heat.status === 'ready' ? heat.value : null;
  return (
    <div class="places">
      <div
        ref={frame}
        class="places-map"
        hidden={mappedId === null}
        style={{ aspectRatio: `${source.width} / ${source.height}` }}
      >
        {map !== null && width > 0 && (
          <div class="places-heat" style={placeOf(crop, source)}>
            <Averaged
              picture={map.tile}
              shown={{
                width: Math.max(1, Math.round((width * crop.width) / source.width)),
                height: Math.max(1, Math.round((width * crop.height) / source.width)),
              }}
              label="Where the source was altered: brighter means more altered"
              testId="heat"
            />
          </div>
        )}
        {listed.map((region) => (
          <i key={regionText(region)} class="places-box" style={placeOf(region, source)} />
        ))}
      </div>
      <ul class="places-list" aria-label="Altered places">
        {listed.map((region) => (
          <li key={regionText(region)}>
            <button
              type="button"
              class="quiet"
              data-testid="place"
              data-tip="Zoom both panes to this place"
              onClick={() => showRegion(region)}
            >
              {regionText(region)}
            </button>
          </li>
        ))}
      </ul>
      {regions.length > LISTED && <p class="muted">and {regions.length - LISTED} more</p>}
    </div>
  );
}

function placeOf({ x, y, width, height }: Region, source: Size) {
  return {
    left: `${(x / source.width) * 100}%`,
    top: `${(y / source.height) * 100}%`,
    width: `${(width / source.width) * 100}%`,
    height: `${(height / source.height) * 100}%`,
  };
}
