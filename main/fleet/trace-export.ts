/** Sends spans to a collector (OTLP over HTTP), which OTEL_ variables name: the one place that knows the SDK. */
import { context, propagation, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';

/** How long (ms) the last spans may take to be sent. */
const LAST_MS = 3000;

/** Begins to send the spans of `service`; the result sends the last ones. */
export function startExporter(service: string): () => Promise<void> {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ 'service.name': service }),
    spanProcessors: [new BatchSpanProcessor({ exporter: new OTLPTraceExporter() })],
  });
  trace.setGlobalTracerProvider(provider);
  return async () => {
    const ended = provider.shutdown().catch(() => undefined); // a collector that is away is no failure of the work
    await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, LAST_MS).unref())]);
  };
}
