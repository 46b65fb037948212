/** Hono. POST an image as the field `image` of a form. The answer is the image to pass on. */
import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { checkUpload } from './check-upload.mjs';

export const app = new Hono();

app.post('/upload', bodyLimit({ maxSize: 25 * 1024 * 1024 }), async (c) => {
  const { image } = await c.req.parseBody();
  if (!(image instanceof File))
    return c.json({ error: 'Send the image as the field "image".' }, 400);
  const checked = await checkUpload(new Uint8Array(await image.arrayBuffer()), image.name);
  if (checked.error !== undefined) return c.json({ error: checked.error }, checked.status);
  c.header('Scalescope-Cleaned', String(checked.wasChanged));
  return c.body(checked.image, 200, {
    'Content-Type': checked.wasChanged ? 'image/png' : image.type || 'application/octet-stream',
  });
});
