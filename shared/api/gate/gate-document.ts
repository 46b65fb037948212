/** The document of the gate: it is kept in docs/reference, and served by the gate itself. */
import { openApiOf } from '../routes/openapi.ts';
import { GATE_ROUTES } from './gate-routes.ts';

/** The gate's API as an OpenAPI 3.1 document. */
export function gateOpenApi(version: string): Record<string, unknown> {
  return openApiOf(GATE_ROUTES, version, {
    title: 'Scalescope gate',
    description:
      'Examines images before a model sees them. Each request carries a token (Authorization: Bearer, or X-Api-Key) ' +
      'where the gate has any.',
    base: '',
  });
}
