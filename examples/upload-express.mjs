/** Express 5 (npm install express). POST the image itself as the body. */
import express from 'express';
import { checkUpload } from './check-upload.mjs';

const app = express();

app.post('/upload', express.raw({ type: () => true, limit: '25mb' }), async (request, response) => {
  if (!Buffer.isBuffer(request.body)) {
    response.status(400).json({ error: 'Send the image as the body.' });
    return;
  }
  const checked = await checkUpload(request.body, 'upload');
  if (checked.error !== undefined) {
    response.status(checked.status).json({ error: checked.error });
    return;
  }
  response
    .type(checked.wasChanged ? 'png' : (request.get('content-type') ?? 'application/octet-stream'))
    .set('Scalescope-Cleaned', String(checked.wasChanged))
    .send(Buffer.from(checked.image));
});

app.listen(3000, '127.0.0.1');
