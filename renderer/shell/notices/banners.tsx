import { choosePolicy, retryHost } from '../../session/actions.ts';
import * as state from '../../session/state.ts';
import { orientationName } from '../../words/sentences.ts';

/** What has to be said above the panes: the host is gone, tiles are missing, pixels are turned. */
export function Banners() {
  return (
    <div class="banners">
      {state.isHostLost.value && (
        <p class="banner banner-bad" role="alert" data-testid="host-lost">
          <span>
            Scalescope has stopped responding. Is the program that opened this page still running?
            If not, start it again. Then retry.
          </span>
          <button
            type="button"
            data-tip="Ask again for what is missing"
            onClick={() => void retryHost()}
          >
            Retry
          </button>
        </p>
      )}
      {state.tileFailure.value !== null && !state.isHostLost.value && (
        <p class="banner banner-bad" role="alert">
          <span>A part of the picture could not be shown: {state.tileFailure.value}</span>
          <button
            type="button"
            data-tip="Ask again for what is missing"
            onClick={() => void retryHost()}
          >
            Retry
          </button>
        </p>
      )}
      {state.notice.value !== null && (
        <p class="banner" role="alert" data-testid="notice">
          <span>{state.notice.value}</span>
          <button
            type="button"
            aria-label="Dismiss this notice"
            data-tip="Take this sentence away"
            onClick={() => (state.notice.value = null)}
          >
            Dismiss
          </button>
        </p>
      )}
      <OrientationBanner />
    </div>
  );
}

/** A turned file is two pictures: which one is shown is said, and can be changed. */
function OrientationBanner() {
  const { value: image } = state.image;
  const { value: pipeline } = state.pipeline;
  if (image === null || image.facts.orientation === 1) return null;
  const isApplied = image.policy.orientation === 'applied';
  const isOwn = pipeline === null || pipeline.orientation === image.policy.orientation;
  return (
    <p class="banner" data-testid="orientation-notice">
      <span>
        {`EXIF says ${orientationName(image.facts.orientation)}. `}
        {isApplied ? 'It is applied here. ' : 'The picture is shown as stored. '}
        {isOwn
          ? ''
          : `The loader of this pipeline ${isApplied ? 'ignores' : 'applies'} it, so the machine receives ` +
            'a different picture from the one shown.'}
      </span>
      <button
        type="button"
        onClick={() => void choosePolicy({ orientation: isApplied ? 'stored' : 'applied' })}
      >
        {isApplied ? 'Show as stored' : 'Apply it'}
      </button>
    </p>
  );
}
