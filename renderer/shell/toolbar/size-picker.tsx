import { useSignal } from '@preact/signals';
import { MAX_TARGET_SIDE, type PipelineSummary } from '../../../shared/api/contract.ts';
import type { Size } from '../../../shared/base/raster.ts';
import { chooseSize } from '../../session/actions.ts';
import * as state from '../../session/state.ts';
import { draftOf, SideField, type SideDraft } from './side-field.tsx';

const PRESETS = [224, 299, 336, 384, 448, 512, 640];

/** Chooses the target size: a preset square, or any width and height; shows it where it is fixed. */
export function SizePicker() {
  const { value: pipeline } = state.pipeline;
  const widthDraft = useSignal<SideDraft | null>(null);
  const heightDraft = useSignal<SideDraft | null>(null);
  const isFixed = pipeline !== null && !pipeline.sizeIsFree;
  const { width, height } = isFixed ? fixedSize(pipeline) : state.size.value;
  const isPreset = width === height && PRESETS.includes(width);
  // Each side has a draft of its own: choosing the width must not drop a height that is half typed.
  const ofWidth = `${pipeline?.id} ${width}`;
  const ofHeight = `${pipeline?.id} ${height}`;
  const isRefused =
    (draftOf(widthDraft, ofWidth)?.isRefused ?? false) ||
    (draftOf(heightDraft, ofHeight)?.isRefused ?? false);

  const choose = (nextWidth: number, nextHeight: number): void =>
    void chooseSize({ width: nextWidth, height: nextHeight });

  return (
    <div class="field" role="group" aria-label="Target size">
      <label for="size">Target size</label>
      <span class="size-row">
        <select
          id="size"
          data-testid="size"
          data-tip="The size that the machine view has"
          disabled={isFixed}
          aria-describedby={isFixed ? 'size-note' : undefined}
          value={isFixed ? 'fixed' : isPreset ? String(width) : 'custom'}
          onChange={({ currentTarget }) => {
            if (currentTarget.value === 'custom') document.getElementById('target-width')?.focus();
            else {
              widthDraft.value = heightDraft.value = null;
              choose(Number(currentTarget.value), Number(currentTarget.value));
            }
          }}
        >
          {PRESETS.map((side) => (
            <option key={side} value={String(side)}>
              {side}x{side}
            </option>
          ))}
          {isFixed ? <option value="fixed">Fixed</option> : <option value="custom">Custom</option>}
        </select>
        <SideField
          of={ofWidth}
          draft={widthDraft}
          id="target-width"
          label="Target width"
          side={width}
          isDisabled={isFixed}
          onChoose={(side) => choose(side, height)}
        />
        x
        <SideField
          of={ofHeight}
          draft={heightDraft}
          id="target-height"
          label="Target height"
          side={height}
          isDisabled={isFixed}
          onChoose={(side) => choose(width, side)}
        />
        {isFixed && (
          <span class="muted" id="size-note">
            fixed by the pipeline
          </span>
        )}
        {isRefused && (
          <span class="field-error" id="size-error" role="alert">
            1 to {MAX_TARGET_SIDE}
          </span>
        )}
      </span>
    </div>
  );
}

/** What a pipeline of fixed size makes: of this image once it is known, else what it states. */
function fixedSize({ id, defaultSize }: PipelineSummary): Size {
  const { value: shown } = state.machineView;
  return shown !== null && shown.pipeline === id ? shown : defaultSize;
}
