import {
  context,
  propagation,
  SpanKind,
  SpanStatusCode,
  trace,
  type Context,
  type Span,
} from '@opentelemetry/api';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

const tracer = trace.getTracer('hailstream');

/** Gives each request a span, the child of the one that its `traceparent` names; whatever it does runs in it. */
export function traceRequests(server: FastifyInstance): void {
  const running = new WeakMap<FastifyRequest, { readonly span: Span; readonly context: Context }>();

  server.addHook('onRequest', (request, _reply, done) => {
    const parent = propagation.extract(context.active(), request.headers);
    const span = tracer.startSpan(nameOf(request), aboutRequest(request), parent);
    running.set(request, { span, context: trace.setSpan(parent, span) });
    done();
  });
  // Only here: between the first hook and this one the body arrives, on events of the socket's own.
  server.addHook('preHandler', (request, _reply, done) => {
    const begun = running.get(request);
    if (begun) context.with(begun.context, done);
    else done();
  });
  server.addHook('onResponse', (request, reply, done) => {
    const begun = running.get(request);
    if (begun) end(begun.span, reply);
    done();
  });
}

function nameOf({ method, routeOptions: { url } }: FastifyRequest): string {
  return url === undefined ? method : `${method} ${url}`;
}

function aboutRequest({ method, routeOptions: { url } }: FastifyRequest) {
  const attributes = {
    'http.request.method': method,
    ...(url === undefined ? {} : { 'http.route': url }),
  };
  return { kind: SpanKind.SERVER, attributes };
}

function end(span: Span, { statusCode }: FastifyReply): void {
  span.setAttribute('http.response.status_code', statusCode);
  if (statusCode >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
  span.end();
}
