/** `npm run openapi`: writes docs/reference/openapi.json, the document of the API, from its declarations. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { openApiOf } from '../shared/api/routes/openapi.ts';
import { ROUTES } from '../shared/api/routes/routes.ts';
import { root } from './freshness.ts';

export const openApiFile = join(root, 'docs', 'reference', 'openapi.json');

/** The document as it is kept. */
export async function openApiText(): Promise<string> {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    version: string;
  };
  const options = await resolveConfig(openApiFile);
  return format(JSON.stringify(openApiOf(ROUTES, version)), { ...options, parser: 'json' });
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  writeFileSync(openApiFile, await openApiText());
}
