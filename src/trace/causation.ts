import { v5 as uuid, validate as isUuid } from 'uuid';
import type { Told } from './told';

/** A process sends its commands under ids that follow from its own: so many of them are looked for. */
const MOST_SENT = 32;

/** What one command decided, or what a process took up, and all that follows from it. */
export interface Decided {
  readonly kind: 'command' | 'process';
  readonly commandId: string;
  /** The process's policy and instance, or the stream that the command was for. */
  readonly of: string;
  readonly actor: string;
  readonly at: string;
  readonly events: readonly Happened[];
  /** What follows from it and from no event of it alone. */
  readonly then: readonly Decided[];
}

export interface Happened {
  readonly event: Told;
  readonly then: readonly Decided[];
}

interface Group {
  readonly first: Told;
  readonly events: readonly Told[];
  readonly process: string | undefined;
}

/** A group hangs on an event, on another group as a whole, or on nothing that is known. */
type Cause = Told | Group | undefined;

/** Who caused what, as far as these events know it: what no one of them caused comes first. */
export function causationOf(told: readonly Told[]): Decided[] {
  const groups = groupsOf(told);
  const causes = new Map(groups.map((group) => [group, causeOf(group, groups)]));
  const causedBy = (cause: Cause): Decided[] =>
    groups.filter((group) => causes.get(group) === cause).map(decided);
  const decided = (group: Group): Decided => {
    const { commandId, actor, occurredAt } = group.first;
    return {
      kind: group.process === undefined ? 'command' : 'process',
      ...{ commandId, of: nameOf(group), actor, at: occurredAt },
      events: group.events.map((event) => ({ event, then: causedBy(event) })),
      then: causedBy(group),
    };
  };
  return causedBy(undefined);
}

function groupsOf(told: readonly Told[]): Group[] {
  const byCommand = new Map<string, Told[]>();
  for (const event of told) {
    const key = `${event.commandId} ${event.stream}`;
    byCommand.set(key, [...(byCommand.get(key) ?? []), event]);
  }
  return [...byCommand.values()].flatMap((events) => {
    const [first] = events;
    if (!first) return [];
    return [{ first, events, process: processIn(first) }];
  });
}

function processIn({ stream, data }: Told): string | undefined {
  return stream.startsWith('process-') ? String(data.process) : undefined;
}

const nameOf = ({ first, process }: Group) =>
  process === undefined ? first.stream : `${process} ${String(first.data.instance)}`;

/** Only what came before can have caused it, which also keeps the tree from biting its own tail. */
function causeOf(group: Group, groups: readonly Group[]): Cause {
  const before = groups.filter(({ first }) => first.position < group.first.position);
  const sender = before.find((other) => isSentBy(group, other));
  if (sender) return sender;
  const events = before.flatMap((other) => other.events);
  const fact = events.find(({ ids }) => ids.includes(group.first.causationId));
  return fact ?? timerOf(group, events);
}

function isSentBy({ first: { commandId } }: Group, { process, first }: Group): boolean {
  if (process === undefined || !isUuid(first.commandId)) return false;
  return Array.from({ length: MOST_SENT }, (_, index) =>
    uuid(`${process}/${index}`, first.commandId),
  ).includes(commandId);
}

/** A timer that came due follows from its having been set. */
function timerOf({ events: [fired] }: Group, before: readonly Told[]): Told | undefined {
  if (fired?.type !== 'TimerFired') return undefined;
  const { timer, dueAt } = fired.data;
  return before.findLast(
    ({ type, stream, data }) =>
      type === 'TimerSet' &&
      stream === fired.stream &&
      data.timer === timer &&
      data.dueAt === dueAt,
  );
}
