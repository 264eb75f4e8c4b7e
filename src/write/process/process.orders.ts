import type { DomainEvent, Recorded } from '../../shared/events/event';
import type { ProcessInput } from '../../shared/events/process.events';
import { formatPosition } from '../../shared/kernel/log-position';
import type { AnyPolicy, Process, Step } from '../../shared/kernel/policy';
import type { Sent } from '../../shared/kernel/sent';

export type Fact = Recorded<DomainEvent>;

/** Something that a process takes up, with all that is needed to work out what follows. */
export type Incident = { readonly correlationId: string } & (
  | { readonly input: Extract<ProcessInput, { eventId: string }>; readonly fact: Fact }
  | { readonly input: Extract<ProcessInput, { timer: string }>; readonly fact?: undefined }
);

export function incidentOfFact(fact: Fact): Incident {
  const { stream, revision, part, id: eventId, metadata } = fact;
  const input = { stream, revision: Number(revision), part, eventId };
  return { input, fact, correlationId: metadata.correlationId };
}

/** Where in the log it stands, among the parts of one stored event too: sortable text. */
export function placeOf({ position, part }: Fact): string {
  return `${formatPosition(position)}.${String(part).padStart(3, '0')}`;
}

interface Order {
  readonly instance: string;
  readonly sent: Sent;
}

/** What is asked of one process: the commands of its decider. */
export type ProcessOrder =
  | (Order & { readonly type: 'Take'; readonly incident: Incident; readonly again: boolean })
  | (Order & { readonly type: 'Park'; readonly input: ProcessInput })
  | (Order & { readonly type: 'Quarantine'; readonly input: ProcessInput; readonly reason: string })
  | (Order & { readonly type: 'Resume'; readonly input: ProcessInput })
  | (Order & { readonly type: 'Decline'; readonly commandId: string; readonly code: string });

type Handler = (what: unknown, process: Process) => readonly Step<object>[];

/** What follows from an incident, as the policy says; a timer that is no longer pending means nothing. */
export function stepsOf(
  policy: AnyPolicy,
  instance: string,
  { input, fact }: Incident,
  process: Process,
): readonly Step<object>[] {
  if (fact) {
    const handlers = policy.on as Readonly<Record<string, Handler | undefined>>;
    return handlers[fact.type]?.(fact, process) ?? [];
  }
  const isPending = process.timers[input.timer]?.dueAt === input.dueAt;
  return isPending ? (policy.due[input.timer]?.(instance, process) ?? []) : [];
}
