import { hash } from 'node:crypto';
import { isSpanContextValid, trace, type Link, type SpanContext } from '@opentelemetry/api';

/** W3C trace context, as it stands in the metadata of every event. */
export interface TraceContext {
  readonly traceparent: string;
  readonly tracestate?: string;
}

/** What is known of a command wherever it comes from. */
interface Told extends Partial<TraceContext> {
  readonly correlationId: string;
  readonly commandId: string;
}

const TRACEPARENT = /^(?!ff)[\da-f]{2}-([\da-f]{32})-([\da-f]{16})-([\da-f]{2})$/;
const TRACESTATE = /^[\x20-\x7e]{1,512}$/;
const MOST_LINKS = 128;

/**
 * What the events of a command carry: the span that it runs in; without a tracer, what the client sent; without that, a
 * trace of the correlation and a span of the command, unsampled. The last are hashes, so that all processes agree on them.
 */
export function traceContextOf({ traceparent, tracestate, correlationId, commandId }: Told) {
  const running = trace.getActiveSpan()?.spanContext();
  if (running && isSpanContextValid(running)) return written(running);
  if (traceparent !== undefined) return { traceparent, ...(tracestate && { tracestate }) };
  return { traceparent: `00-${hashed(correlationId, 32)}-${hashed(commandId, 16)}-00` };
}

/** The well-formed part of what a client sent: a state without its parent says nothing. */
export function traceContextIn(
  traceparent: string | undefined,
  tracestate: string | undefined,
): Partial<TraceContext> {
  if (!spanContextIn(traceparent) || traceparent === undefined) return {};
  const isState = tracestate !== undefined && TRACESTATE.test(tracestate);
  return isState ? { traceparent, tracestate } : { traceparent };
}

/** One link to each of the spans that these name, at most as many as a span may have. */
export function linksTo(traceparents: Iterable<string | undefined>): Link[] {
  const links: Link[] = [];
  for (const traceparent of new Set(traceparents)) {
    const context = spanContextIn(traceparent);
    if (context) links.push({ context });
    if (links.length === MOST_LINKS) break;
  }
  return links;
}

function spanContextIn(traceparent: string | undefined): SpanContext | undefined {
  const [, traceId, spanId, flags] = TRACEPARENT.exec(traceparent ?? '') ?? [];
  if (!traceId || !spanId || !flags) return undefined;
  const context = { traceId, spanId, traceFlags: parseInt(flags, 16), isRemote: true };
  return isSpanContextValid(context) ? context : undefined;
}

function written({ traceId, spanId, traceFlags, traceState }: SpanContext): TraceContext {
  const traceparent = `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`;
  const tracestate = traceState?.serialize();
  return tracestate ? { traceparent, tracestate } : { traceparent };
}

const hashed = (text: string, digits: number) => hash('sha256', text).slice(0, digits);
