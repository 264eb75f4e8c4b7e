import type { LogEntry, StoredEvent } from '../shared/event-store/log-entry';
import { shapeName, type UpcasterChain } from '../shared/events/upcast';
import { formatPosition } from '../shared/kernel/log-position';
import { judgeBy } from './event-judge';

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

/** Reads every entry as all readers do, and holds it against today's schemas. Reads only. */
export async function auditSchemas(
  log: AsyncIterable<readonly LogEntry[]>,
  chain: UpcasterChain,
): Promise<SchemaAudit> {
  const audit = new RunningAudit(chain);
  for await (const batch of log) for (const entry of batch) audit.take(entry);
  return audit.end();
}

class RunningAudit {
  private readonly judge = judgeBy(this.chain);
  /** By type and version, so that a name is made once for each shape and not for each event. */
  private readonly counts = new Map<string, Map<number, number>>();
  private readonly failures: AuditFailure[] = [];
  private events = 0;
  private failed = 0;

  constructor(private readonly chain: UpcasterChain) {}

  take(entry: LogEntry): void {
    this.count(entry.stored);
    const error = this.judge(() => entry.events);
    if (error === undefined) return;
    this.failed += 1;
    if (this.failures.length < MOST_FAILURES) this.failures.push(failureOf(entry.stored, error));
  }

  end(): SchemaAudit {
    const byShape = [...this.counts].flatMap(([type, versions]) =>
      [...versions].map(([version, count]) => [shapeName({ type, version }), count] as const),
    );
    const { events, failed, failures } = this;
    return {
      ...{ events, byShape: Object.fromEntries(byShape), failed, failures },
      deadUpcasters: deadUpcasters(
        this.chain,
        byShape.map(([name]) => name),
      ),
    };
  }

  private count({ type, version }: StoredEvent): void {
    this.events += 1;
    const versions = this.counts.get(type) ?? new Map<number, number>();
    this.counts.set(type, versions.set(version, (versions.get(version) ?? 0) + 1));
  }
}

function failureOf(event: StoredEvent, error: string): AuditFailure {
  const { stream, revision, position } = event;
  return {
    ...{ shape: shapeName(event), stream, error },
    revision: String(revision),
    position: formatPosition(position),
  };
}

function deadUpcasters({ upcasters, mergers }: UpcasterChain, stored: readonly string[]): string[] {
  const met = new Set(stored);
  const next = new Map(upcasters.map(({ from, to }) => [shapeName(from), to.map(shapeName)]));
  const merged = new Map(mergers.map(({ from: [first], to }) => [first && shapeName(first), to]));
  for (const name of met) {
    for (const after of next.get(name) ?? []) met.add(after);
    const target = merged.get(name);
    if (target) met.add(shapeName(target));
  }
  return [...next.keys()].filter((name) => !met.has(name));
}
