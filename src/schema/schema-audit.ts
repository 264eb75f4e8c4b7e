import { shapeName, type Shape, type UpcasterChain } from '../shared/events/upcast';
import { formatPosition, type LogPosition } from '../shared/kernel/log-position';
import { judgeBy } from './event-judge';

/** An event as the log holds it, before any upcaster. */
export interface StoredEvent extends Shape {
  readonly data: object;
  readonly stream: string;
  readonly revision: bigint;
  readonly position: LogPosition;
}

interface AuditFailure {
  readonly shape: string;
  readonly stream: string;
  readonly revision: string;
  readonly position: string;
  readonly error: string;
}

/** JSON-plain, for people as for programs. */
export interface SchemaAudit {
  readonly events: number;
  readonly byShape: Readonly<Record<string, number>>;
  /** How many events failed; `failures` holds the first of them only. */
  readonly failed: number;
  readonly failures: readonly AuditFailure[];
  /** The shapes whose upcaster no event went through, neither as stored nor on its way to today. */
  readonly deadUpcasters: readonly string[];
}

const MOST_FAILURES = 100;

/** Runs every stored event through the chain and today's schemas. Reads only. */
export async function auditSchemas(
  stored: AsyncIterable<StoredEvent>,
  chain: UpcasterChain,
): Promise<SchemaAudit> {
  const judge = judgeBy(chain);
  const byShape = new Map<string, number>();
  const failures: AuditFailure[] = [];
  let events = 0;
  let failed = 0;
  for await (const event of stored) {
    events += 1;
    const shape = shapeName(event);
    byShape.set(shape, (byShape.get(shape) ?? 0) + 1);
    const error = judge(event);
    if (error === undefined) continue;
    failed += 1;
    if (failures.length < MOST_FAILURES) failures.push(failureOf(event, error));
  }
  return {
    ...{ events, byShape: Object.fromEntries(byShape), failed, failures },
    deadUpcasters: deadUpcasters(chain, byShape.keys()),
  };
}

function failureOf(event: StoredEvent, error: string): AuditFailure {
  const { stream, revision, position } = event;
  return {
    ...{ shape: shapeName(event), stream, error },
    revision: String(revision),
    position: formatPosition(position),
  };
}

function deadUpcasters({ upcasters }: UpcasterChain, stored: Iterable<string>): string[] {
  const met = new Set(stored);
  const next = new Map(upcasters.map(({ from, to }) => [shapeName(from), to.map(shapeName)]));
  for (const name of met) for (const after of next.get(name) ?? []) met.add(after);
  return [...next.keys()].filter((name) => !met.has(name));
}
