import {
  SpanKind,
  SpanStatusCode,
  trace,
  type Attributes,
  type Link,
  type Span,
} from '@opentelemetry/api';
import { linksTo } from './trace-context';
import { isTracing } from './tracing';

const tracer = trace.getTracer('hailstream');

interface About {
  readonly name: string;
  readonly kind?: SpanKind;
  readonly attributes?: Attributes;
  readonly links?: Link[];
}

/**
 * Runs the work in a span of its own, a child of the one around it. Without a tracer it just runs, and nothing is made
 * of what there is to say about it.
 */
function inSpan<T>(about: () => About, work: () => Promise<T>): Promise<T> {
  if (!isTracing()) return work();
  const { name, ...options } = about();
  return tracer.startActiveSpan(name, options, async (span) => {
    try {
      return await work();
    } catch (error) {
      failed(span, error);
      throw error;
    } finally {
      span.end();
    }
  });
}

/** A class by its name, or an object that names itself. */
interface Command {
  readonly type?: string;
  readonly sent: { readonly commandId: string; readonly followsTrace?: string };
}

/** Deciding on a command. What it follows from, in another process or at another time, is linked and no parent. */
export function inCommandSpan<T>(
  category: string,
  command: Command,
  work: () => Promise<T>,
): Promise<T> {
  const about = () => {
    const { commandId, followsTrace } = command.sent;
    const attributes = { 'hailstream.category': category, 'hailstream.command_id': commandId };
    const name = `command ${command.type ?? command.constructor.name}`;
    return { name, attributes, links: linksTo([followsTrace]) };
  };
  return inSpan(about, work);
}

/** Appending to the log. */
export function inAppendSpan<T>(
  stream: string,
  events: number,
  work: () => Promise<T>,
): Promise<T> {
  const about = () => {
    const attributes = {
      ...{ 'db.system.name': 'eventstoredb', 'db.operation.name': 'append' },
      ...{ 'db.collection.name': stream, 'db.operation.batch.size': events },
    };
    return { name: 'append', kind: SpanKind.CLIENT, attributes };
  };
  return inSpan(about, work);
}

/** What a read model was given: anything that has the metadata of stored events. */
type Entries = readonly {
  readonly stored: { readonly metadata: { readonly traceparent?: string } | undefined };
}[];

/** Folding a batch of the log into a read model: linked to the commands that wrote it. */
export function inProjectionSpan<T>(
  readModel: string,
  entries: Entries,
  work: () => Promise<T>,
): Promise<T> {
  const about = () => {
    const attributes = { 'hailstream.read_model': readModel, 'hailstream.events': entries.length };
    const links = linksTo(entries.map(({ stored }) => stored.metadata?.traceparent));
    return { name: `project ${readModel}`, kind: SpanKind.CONSUMER, attributes, links };
  };
  return inSpan(about, work);
}

/** Answering a question from a read model. */
export function inQuerySpan<T>(readModel: string, work: () => Promise<T>): Promise<T> {
  const attributes = { 'hailstream.read_model': readModel };
  return inSpan(() => ({ name: `query ${readModel}`, attributes }), work);
}

function failed(span: Span, error: unknown): void {
  const message = error instanceof Error ? error.message : String(error);
  span.setStatus({ code: SpanStatusCode.ERROR, message });
  if (error instanceof Error) span.recordException(error);
}
