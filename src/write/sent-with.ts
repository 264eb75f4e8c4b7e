import { createHmac, randomUUID } from 'node:crypto';
import { BadRequestException, createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { IdentifiedRequest } from '../shared/identity/identity.guard';
import { ROLES, type Actor } from '../shared/kernel/actor';
import type { Sent } from '../shared/kernel/sent';
import { traceContextIn } from '../shared/telemetry/trace-context';

const KEY = /^[\x21-\x7e]{1,128}$/;
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,3})?Z$/;
/** How far an import's clock may run ahead of ours. */
const AHEAD_MS = 60_000;

/** What the request's headers say around its command, checked. */
export const SentWith = createParamDecorator((_: unknown, context: ExecutionContext): Sent =>
  sentWith(context.switchToHttp().getRequest<IdentifiedRequest>()),
);

/** @throws BadRequestException naming the header that is not well formed or not this role's to send */
function sentWith(request: IdentifiedRequest): Sent {
  const sender = request.actor ?? { type: 'rider', id: '' };
  const header = (name: string) => headerOf(request, name);
  const commandId = matching('Idempotency-Key', header('idempotency-key'), KEY) ?? randomUUID();
  const expectedRevision = matching('If-Match', header('if-match'), /^"?\d{1,15}"?$/);
  return {
    commandId,
    requestHash: hashOf(request),
    actor: actorOf(sender, header('x-act-as')),
    occurredAt: occurredAt(sender, header('x-occurred-at')),
    correlationId: matching('X-Correlation-Id', header('x-correlation-id'), KEY) ?? commandId,
    causationId: matching('X-Causation-Id', header('x-causation-id'), KEY) ?? commandId,
    ...traceContextIn(header('traceparent'), header('tracestate')),
    ...(expectedRevision === undefined
      ? {}
      : { expectedRevision: BigInt(expectedRevision.replaceAll('"', '')) }),
  };
}

/** Replays and imports act for the riders and drivers whose trips they bring. */
function actorOf(sender: Actor, actAs: string | undefined): Actor {
  if (actAs === undefined) return sender;
  if (sender.type !== 'system') throw new BadRequestException('X-Act-As is for the system role');
  const [, role, id] = /^(\w+):([\w.-]{1,64})$/.exec(actAs) ?? [];
  const type = ROLES.find((each) => each === role);
  if (!type || !id) throw new BadRequestException('X-Act-As is <role>:<id>');
  return { type, id };
}

function occurredAt(sender: Actor, claimed: string | undefined): string {
  const now = Date.now();
  if (claimed === undefined) return new Date(now).toISOString();
  if (sender.type !== 'system') {
    throw new BadRequestException('X-Occurred-At is for the system role');
  }
  const at = Date.parse(matching('X-Occurred-At', claimed, INSTANT) ?? '');
  if (Number.isNaN(at) || at > now + AHEAD_MS) {
    throw new BadRequestException('X-Occurred-At is a UTC instant that has passed');
  }
  return new Date(at).toISOString();
}

function headerOf({ headers }: IdentifiedRequest, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value.join(',') : value;
}

function matching(name: string, value: string | undefined, form: RegExp): string | undefined {
  if (value !== undefined && !form.test(value)) {
    throw new BadRequestException(`${name} is not well formed`);
  }
  return value;
}

/**
 * What was asked, by whom, of what: a repeat has the same, whatever the order of its fields. Under a key, or else whoever has
 * the log could find out by trying what was personal in it.
 */
function hashOf({ method, url, body, actor, headers, server }: IdentifiedRequest): string {
  const asked = [method, url, actor, headers['x-act-as'] ?? null, body ?? null];
  const text = JSON.stringify(sorted(asked));
  return createHmac('sha256', server.requestKey).update(text).digest('base64url');
}

/** A copy whose fields are in one order: asking JSON.stringify to replace each value takes twice as long. */
function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(sorted);
  const from = value as Readonly<Record<string, unknown>>;
  const names = Object.keys(from).sort();
  return Object.fromEntries(names.map((name) => [name, sorted(from[name])]));
}
