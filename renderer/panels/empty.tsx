import { OpenButton } from './open-button.tsx';

/** What is shown before any image is opened. */
export function Empty() {
  return (
    <main class="empty" data-testid="empty">
      <div class="empty-card">
        <h2>See an image the way the machine sees it</h2>
        <p>
          Vision models shrink every picture before they look at it. Many resizers read only a few
          of its pixels, so a picture can be one thing at human scale and another at machine scale.
        </p>
        <OpenButton label="Open images…" isPrimary />
        <p class="muted">
          or drop PNG, JPEG, WebP, GIF, TIFF or AVIF files anywhere. Nothing leaves this computer.
        </p>
      </div>
    </main>
  );
}
