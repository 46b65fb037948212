/** Fastify 5 (npm install fastify). POST the image itself as the body. */
import Fastify from 'fastify';
import { checkUpload, scalescope } from './check-upload.mjs';

const app = Fastify({ bodyLimit: 25 * 1024 * 1024 });

// Takes every body as bytes, whatever type it claims: the content decides.
app.removeAllContentTypeParsers();
app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
app.addHook('onClose', () => scalescope.close());

app.post('/upload', async (request, reply) => {
  if (!Buffer.isBuffer(request.body)) {
    return reply.code(400).send({ error: 'Send the image as the body.' });
  }
  const checked = await checkUpload(request.body, 'upload');
  if (checked.error !== undefined) {
    return reply.code(checked.status).send({ error: checked.error });
  }
  return reply
    .type(
      checked.wasChanged
        ? 'image/png'
        : (request.headers['content-type'] ?? 'application/octet-stream'),
    )
    .header('Scalescope-Cleaned', String(checked.wasChanged))
    .send(Buffer.from(checked.image));
});

await app.listen({ port: 3000, host: '127.0.0.1' });
