/** `npm run openapi`: writes the documents of both APIs in docs/reference/, from the declarations of their routes. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { gateOpenApi } from '../shared/api/gate/gate-document.ts';
import { openApiOf } from '../shared/api/routes/openapi.ts';
import { ROUTES } from '../shared/api/routes/routes.ts';
import { root } from './freshness.ts';

export const openApiFile = join(root, 'docs', 'reference', 'openapi.json');
export const gateOpenApiFile = join(root, 'docs', 'reference', 'gate-openapi.json');

const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  version: string;
};

/** The document of the viewer's API as it is kept. */
export const openApiText = (): Promise<string> => textOf(openApiOf(ROUTES, version), openApiFile);

/** The same of the gate's. */
export const gateOpenApiText = (): Promise<string> => textOf(gateOpenApi(version), gateOpenApiFile);

async function textOf(document: object, file: string): Promise<string> {
  const options = await resolveConfig(file);
  return format(JSON.stringify(document), { ...options, parser: 'json' });
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  writeFileSync(openApiFile, await openApiText());
  writeFileSync(gateOpenApiFile, await gateOpenApiText());
}
