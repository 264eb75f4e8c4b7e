import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { useApp } from '#test/app';
import { everyEntry } from '#test/log';
import { booking } from '#test/trip-requests';
import { until } from '#test/until';
import type { LogEntry } from '../../src/shared/event-store/log-entry';
import { inCommandSpan, inProjectionSpan, inQuerySpan } from '../../src/shared/telemetry/spans';
import { flushTraces } from '../../src/shared/telemetry/tracing';

/** A span as OTLP writes it. */
interface SentSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly kind: number;
  readonly links?: readonly { readonly traceId: string; readonly spanId: string }[];
  readonly attributes: readonly { readonly key: string; readonly value: object }[];
  readonly status: { readonly code?: number };
}
interface Sent {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly object[] };
    readonly scopeSpans: readonly { readonly spans: readonly SentSpan[] }[];
  }[];
}

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const CALLER = 'b7ad6b7169203331';
const received: Sent[] = [];
let collector: Server;
const before = { ...process.env };
beforeAll(async () => {
  collector = createServer((request, response) => {
    void json(request).then((body) => {
      received.push(body as Sent);
      response.end('{}');
    });
  }).listen(0, '127.0.0.1');
  await once(collector, 'listening');
  const { port } = collector.address() as AddressInfo;
  process.env.OTEL_EXPORTER_OTLP_ENDPOINT = `http://127.0.0.1:${port}`;
  process.env.OTEL_SERVICE_NAME = 'hailstream-spec';
});
const app = useApp();
afterAll(() => {
  process.env = before;
  collector.close();
});

const spansIn = (sent: readonly Sent[]) =>
  sent.flatMap(({ resourceSpans }) =>
    resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans)),
  );
/** Spans end behind the answer, and are sent later still. */
async function spanOf(
  name: string,
  is: (span: SentSpan) => boolean = () => true,
): Promise<SentSpan> {
  const sent = async () => {
    await flushTraces();
    return spansIn(received).findLast((span) => span.name.startsWith(name) && is(span));
  };
  return (await until(sent, (span) => span !== undefined)) as SentSpan;
}

/** Books a trip as a client that traces would. */
async function booked(): Promise<LogEntry> {
  const tripId = randomUUID();
  const { status } = await app().ask('PUT', `/v1/trips/${tripId}`, {
    ...{ token: await app().token('rider', 'ada'), body: booking },
    headers: { traceparent: `00-${TRACE}-${CALLER}-01`, tracestate: 'vendor=1' },
  });
  expect(status).toBe(201);
  const [entry] = await everyEntry(app().stores.store.readStreamInBatches(`trip-${tripId}`));
  if (!entry) throw new Error('Nothing was appended');
  return entry;
}

describe('a traced request', () => {
  it('is one trace from the caller to the log, and its events say where they were decided', async () => {
    const { stored } = await booked();
    const http = await spanOf('PUT /v1/trips/:tripId');
    const command = await spanOf('command RequestTrip');
    // Policies append too, each in a trace of its own.
    const append = await spanOf('append', ({ traceId }) => traceId === TRACE);
    expect([http, command, append].map(({ traceId }) => traceId)).toEqual([TRACE, TRACE, TRACE]);
    expect(http).toMatchObject({ parentSpanId: CALLER, kind: 2 });
    expect(command.parentSpanId).toBe(http.spanId);
    expect(append).toMatchObject({ parentSpanId: command.spanId, kind: 3 });
    expect(JSON.stringify(received[0]?.resourceSpans[0]?.resource)).toContain('hailstream-spec');
    expect(stored.metadata).toMatchObject({
      traceparent: `00-${TRACE}-${command.spanId}-01`,
      tracestate: 'vendor=1',
    });
  });

  it('is linked to, and no parent of, what is projected from it', async () => {
    const entry = await booked();
    const [, , spanId] = entry.stored.metadata.traceparent?.split('-') ?? [];
    await inProjectionSpan('trips', [entry, entry], () => Promise.resolve());
    const projection = await spanOf('project trips');
    expect(projection.traceId).not.toBe(TRACE);
    expect(projection.parentSpanId ?? '').toBe('');
    expect(projection.links).toMatchObject([{ traceId: TRACE, spanId }]);
  });

  it('says that it failed', async () => {
    const failing = inQuerySpan('trips', () => Promise.reject(new Error('It is not there')));
    await expect(failing).rejects.toThrow('It is not there');
    expect((await spanOf('query trips')).status).toMatchObject({ code: 2 });
  });
});

describe('a command that follows from a fact', () => {
  it('begins a trace of its own, linked to that of the fact', async () => {
    const sent = { commandId: 'command-1', followsTrace: `00-${TRACE}-${CALLER}-01` };
    await inCommandSpan('trip', { type: 'ActivateTrip', sent }, () => Promise.resolve());
    const span = await spanOf('command ActivateTrip');
    expect(span.traceId).not.toBe(TRACE);
    expect(span.links).toMatchObject([{ traceId: TRACE, spanId: CALLER }]);
  });
});
