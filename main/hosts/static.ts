/** The viewer's own files and the headers of every answer, the same in both hosts. */
import { readFile, realpath } from 'node:fs/promises';
import { extname, join, sep } from 'node:path';
import { UserError } from '../../shared/base/errors.ts';
import { failureResponse } from '../api/failure.ts';

export type Handler = (request: Request) => Promise<Response>;

const CONTENT_TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
};

const SECURITY_HEADERS = {
  'content-security-policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data: blob:",
    "connect-src 'self'",
    "font-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
};

/** The whole site: /api/… by `api`, everything else from the files in `rendererDir`. */
export function createSite(api: Handler, rendererDir: string): Handler {
  return async (request) => {
    const { pathname } = new URL(request.url);
    const isApi = pathname === '/api' || pathname.startsWith('/api/');
    return withSecurityHeaders(await (isApi ? api(request) : serveFile(request, rendererDir)));
  };
}

/** `response` with the headers that keep the page to itself. */
export function withSecurityHeaders(response: Response): Response {
  for (const [name, value] of Object.entries(SECURITY_HEADERS)) response.headers.set(name, value);
  return response;
}

async function serveFile(request: Request, rendererDir: string): Promise<Response> {
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    return new Response('Method not allowed\n', { status: 405, headers: { allow: 'GET, HEAD' } });
  }
  try {
    const path = await findFile(new URL(request.url).pathname, rendererDir);
    const body = request.method === 'HEAD' ? null : await readFile(path);
    return new Response(body, {
      headers: {
        'content-type': CONTENT_TYPES[extname(path)] ?? 'application/octet-stream',
        'cache-control': 'no-cache',
      },
    });
  } catch (error) {
    return failureResponse(error);
  }
}

/** The file behind a URL path: inside `rendererDir` even after links are followed. */
async function findFile(pathname: string, rendererDir: string): Promise<string> {
  const missing = new UserError('not-found', `${pathname.slice(0, 200)} is not part of the viewer`);
  let name: string;
  try {
    name = decodeURIComponent(pathname);
  } catch {
    throw missing;
  }
  if (/[\0\\:]/.test(name) || name.split('/').some((part) => part.startsWith('.'))) throw missing;
  const root = await realpath(rendererDir).catch(() => {
    throw new UserError('not-found', 'The viewer is not built. Run npm run build.');
  });
  const path = await realpath(join(root, name.endsWith('/') ? `${name}index.html` : name)).catch(
    () => root,
  );
  if (!path.startsWith(root + sep) || extname(path) === '') throw missing;
  return path;
}
