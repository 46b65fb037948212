/**
 * What an upload handler does with an image, in any framework. It refuses files that are not images,
 * cleans images that would show the model another picture, and passes on all others unchanged.
 */
import { createScalescope, UserError } from 'scalescope/node';

/** The views of the models behind this service. Put yours here. */
const VIEWS = [{ pipeline: 'opencv/linear', width: 224, height: 224 }];

export const scalescope = createScalescope({
  engines: 2,
  limits: { maxPixels: 50e6, maxBytes: 25 * 1024 * 1024, timeoutMs: 30_000 },
});

/** Errors that the upload causes, with their status. Any other error is the service's own. */
const REFUSALS = {
  'too-large': 413,
  'unsupported-format': 415,
  'decode-failed': 422,
  'ambiguous-frame': 422,
  'engine-crashed': 422,
};

/** Status and body for an upload: the image to pass on, or the reason why there is none. */
export async function checkUpload(bytes, name) {
  try {
    const { png, certificate } = await scalescope.sanitizeBytes(bytes, { name, views: VIEWS });
    if (certificate.verdict !== 'clean') {
      return { status: 422, error: `${name} cannot be cleaned: ${certificate.reasons[0]}` };
    }
    const wasChanged = certificate.visible.psnrDb !== null;
    return { status: 200, wasChanged, image: wasChanged ? png : bytes, certificate };
  } catch (error) {
    const status = error instanceof UserError ? REFUSALS[error.code] : undefined;
    if (status === undefined) throw error;
    return { status, error: error.message };
  }
}
