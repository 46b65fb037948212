/**
 * Traces through the queue (OpenTelemetry): a job carries the trace of what put it there, as W3C has it. Without an
 * exporter, which the usual OTEL_ variables ask for, all of it does nothing.
 */
import {
  context,
  propagation,
  ROOT_CONTEXT,
  SpanStatusCode,
  trace,
  type Attributes,
} from '@opentelemetry/api';

const NAME = 'scalescope';

/** Variables of which any asks for an exporter. */
const ASKED_BY = ['OTEL_EXPORTER_OTLP_ENDPOINT', 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'];

/** The headers of the trace that this moment is part of; undefined where there is none. */
export function traceHeaders(): Record<string, string> | undefined {
  const carrier: Record<string, string> = {};
  propagation.inject(context.active(), carrier);
  return Object.keys(carrier).length > 0 ? carrier : undefined;
}

/** Runs `work` as a span below the one that is active, or that `headers` tell of. */
export async function inSpan<T>(
  name: string,
  attributes: Attributes,
  headers: Record<string, string> | null | undefined,
  work: () => Promise<T>,
): Promise<T> {
  const parent = headers ? propagation.extract(ROOT_CONTEXT, headers) : context.active();
  const tracer = trace.getTracer(NAME);
  return tracer.startActiveSpan(name, { attributes }, parent, async (span) => {
    try {
      return await work();
    } catch (error) {
      span.recordException(error as Error);
      span.setStatus({ code: SpanStatusCode.ERROR });
      throw error;
    } finally {
      span.end();
    }
  });
}

/** Sends spans to where OTEL_ variables say; the result sends the last ones. Null where none asks for it. */
export async function startTracing(service: string): Promise<(() => Promise<void>) | null> {
  if (
    process.env['OTEL_SDK_DISABLED'] === 'true' ||
    process.env['OTEL_TRACES_EXPORTER'] === 'none'
  ) {
    return null;
  }
  if (!ASKED_BY.some((variable) => process.env[variable])) return null;
  const { startExporter } = await import('./trace-export.ts');
  return startExporter(process.env['OTEL_SERVICE_NAME'] ?? service);
}
