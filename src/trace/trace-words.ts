import type { Decided, Happened } from './causation';
import type { Told } from './told';

/** How far a reader of the log has come, beside the last event of a story. */
export interface Reader {
  readonly kind: 'projection' | 'policy';
  readonly name: string;
  readonly position: string | null;
  /** When the event at that position was recorded, where the reader keeps it. */
  readonly time: string | null;
  readonly reached: boolean;
}

/** The tree, one line for each command, process and event; times are counted from the first event. */
export function traceInWords(roots: readonly Decided[], readers: readonly Reader[]): string[] {
  const start = Date.parse(firstOf(roots)?.recordedAt ?? '');
  const after = (at: string) => {
    const ms = Date.parse(at) - start;
    return `${ms < 0 ? '' : '+'}${ms} ms`;
  };
  const ofDecided = (each: Decided, indent: string): string[] => [
    `${indent}${each.kind} ${each.of} by ${each.actor} (${each.commandId}) ${each.at}`,
    ...each.events.flatMap((event) => ofEvent(event, `${indent}  `)),
    ...each.then.flatMap((next) => ofDecided(next, `${indent}  `)),
  ];
  const ofEvent = ({ event, then }: Happened, indent: string): string[] => [
    `${indent}${event.type}${more(event)} @${event.revision} ${after(event.recordedAt)}`,
    ...then.flatMap((next) => ofDecided(next, `${indent}  `)),
  ];
  return [
    ...roots.flatMap((root) => ofDecided(root, '')),
    ...readers.map(
      ({ kind, name, reached, time }) =>
        `${kind} ${name}: ${reached ? 'reached' : 'not reached'}${time === null ? '' : `, at ${time}`}`,
    ),
  ];
}

const firstOf = ([root]: readonly Decided[]): Told | undefined => root?.events[0]?.event;

/** What an event of the engine is about, which its name does not say. */
function more({ type, data }: Told): string {
  if (type === 'CommandDeclined') return ` ${String(data.commandId)}: ${String(data.code)}`;
  return type.startsWith('Timer') ? ` ${String(data.timer)} for ${String(data.dueAt)}` : '';
}
