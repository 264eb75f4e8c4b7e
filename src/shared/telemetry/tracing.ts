import { setTimeout as pause } from 'node:timers/promises';
import type { NodeTracerProvider } from '@opentelemetry/sdk-trace-node';

const LONGEST_FLUSH_MS = 2000;

type Environment = Readonly<Record<string, string | undefined>>;

let provider: NodeTracerProvider | undefined;

/**
 * Switches tracing on when the standard variables of OpenTelemetry ask for it: an OTLP endpoint, or `otlp` among
 * OTEL_TRACES_EXPORTER, and neither `none` nor OTEL_SDK_DISABLED. Nothing of the SDK is loaded otherwise. Once for a
 * process; sampling, batching, headers and resource attributes are the SDK's own to read.
 * @returns whether there is a tracer
 */
export async function startTracing(env: Environment): Promise<boolean> {
  if (provider) return true;
  if (!isWanted(env)) return false;
  const [sdk, { OTLPTraceExporter }, resources] = await Promise.all([
    import('@opentelemetry/sdk-trace-node'),
    import('@opentelemetry/exporter-trace-otlp-http'),
    import('@opentelemetry/resources'),
  ]);
  const named = resources.resourceFromAttributes({ 'service.name': 'hailstream' });
  const told = resources.detectResources({ detectors: [resources.envDetector] });
  provider = new sdk.NodeTracerProvider({
    resource: resources.defaultResource().merge(named).merge(told),
    spanProcessors: [new sdk.BatchSpanProcessor(new OTLPTraceExporter())],
  });
  provider.register();
  return true;
}

/** Whether anybody wants to know of spans. */
export function isTracing(): boolean {
  return provider !== undefined;
}

/** Sends what is still here; a collector that does not answer holds up a stop for two seconds at the most. */
export async function flushTraces(): Promise<void> {
  const flushed = provider?.forceFlush().catch(() => undefined);
  if (flushed) await Promise.race([flushed, pause(LONGEST_FLUSH_MS, undefined, { ref: false })]);
}

function isWanted(env: Environment): boolean {
  const exporters = env.OTEL_TRACES_EXPORTER?.split(',').map((name) => name.trim());
  if (env.OTEL_SDK_DISABLED?.toLowerCase() === 'true') return false;
  if (exporters && exporters.join() !== '') return exporters.includes('otlp');
  const endpoint = env.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT ?? env.OTEL_EXPORTER_OTLP_ENDPOINT;
  return endpoint !== undefined && endpoint !== '';
}
