import { Type, type Static } from '@sinclair/typebox';
import { TypeCompiler, type TypeCheck } from '@sinclair/typebox/compiler';
import type { TSchema } from '@sinclair/typebox';
import type { NewEvent } from '../shared/event-store/event-store';
import type { EventMetadata } from '../shared/events/event';
import { declarations, history } from '../shared/events/history';
import { personalFieldsOf } from '../shared/events/personal-fields';
import { instant, text } from '../shared/events/trip.shapes';
import { ROLES } from '../shared/kernel/actor';
import { NobodysPersonalData, personalValuesIn } from '../shared/personal/seal';

const UUID = '^[\\da-f]{8}-[\\da-f]{4}-[1-8][\\da-f]{3}-[\\da-f]{4}-[\\da-f]{12}$';

const lineSchema = Type.Object({
  stream: Type.String({ pattern: '^[a-z]+-[\\w.-]{1,64}$' }),
  id: Type.String({ pattern: UUID }),
  type: text,
  version: Type.Integer({ minimum: 1 }),
  data: Type.Object({}),
  metadata: Type.Object({
    occurredAt: instant,
    ...{ cityId: text, correlationId: text, causationId: text, commandId: text },
    requestHash: text,
    actor: Type.Object({ type: Type.Union(ROLES.map((role) => Type.Literal(role))), id: text }),
    subjectIds: Type.Array(text),
    traceparent: Type.Optional(Type.String()),
  }),
});

const lineCheck = TypeCompiler.Compile(lineSchema);
const todaysChecks = new Map<string, TypeCheck<TSchema>>(
  declarations.map(({ type, schema }) => [type, TypeCompiler.Compile<TSchema>(schema)]),
);

/** An event of the past, in the shape in which it was written then. */
export type HistoricalEvent = Static<typeof lineSchema>;

/** Why a line cannot become part of the log. */
export class BadLine extends Error {}

/**
 * Reads a line and proves that today's code can read what it says.
 * @throws BadLine
 */
export function historicalEventIn(line: string): HistoricalEvent {
  const event = parsed(line);
  if (!lineCheck.Check(event)) throw new BadLine(firstFault(lineCheck, event));
  for (const { type, data } of lifted(event)) {
    const check = todaysChecks.get(type);
    if (!check?.Check(data)) {
      const fault = check ? firstFault(check, data) : 'is not declared';
      throw new BadLine(`${event.type}.v${event.version} lifts to a ${type} whose ${fault}`);
    }
    if ('tripId' in data && event.stream !== `trip-${String(data.tripId)}`) {
      throw new BadLine(`${event.stream} is not the stream of its trip`);
    }
  }
  refuseNobodys(event);
  return event;
}

/** What is personal is sealed on its way to the log, under the key of somebody whom the line has to name. */
function refuseNobodys(event: HistoricalEvent): void {
  try {
    personalValuesIn(recordedNow(event), personalFieldsOf(event));
  } catch (cause) {
    if (!(cause instanceof NobodysPersonalData)) throw cause;
    throw new BadLine('holds personal data, but its subjectIds do not name whose', { cause });
  }
}

/** As it is appended: the shape that it says it has, recorded now. */
export function recordedNow({ id, type, data, version, metadata }: HistoricalEvent): NewEvent {
  const { traceparent, ...rest } = metadata;
  const recorded: EventMetadata = {
    ...rest,
    ...(traceparent === undefined ? {} : { traceparent }),
    schemaVersion: version,
    recordedAt: new Date().toISOString(),
  };
  return { id, type, data, metadata: recorded };
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    throw new BadLine('is not JSON');
  }
}

/** An upcaster trusts what it reads, so that on a wrong shape it may fail in any way. */
function lifted(event: HistoricalEvent) {
  try {
    return history.lift(event);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    const what = `${event.type}.v${event.version} cannot be lifted: ${reason}`;
    throw new BadLine(what, { cause });
  }
}

function firstFault(check: TypeCheck<TSchema>, value: unknown): string {
  const fault = check.Errors(value).First();
  return fault ? `${fault.path || 'form'}: ${fault.message}` : 'is not well formed';
}
