import { Command, Option, SubCommand } from 'nest-commander';
import { auditInvariants, type InvariantsAudit } from '../audit/invariants';
import { BadUsage } from '../shared/bad-usage';
import { parsePosition, type LogPosition } from '../shared/kernel/log-position';
import { AnsweringCommand, type Reporting } from './answering-command';
import { CommandGroup } from './command-group';
import { EXIT } from './exit-codes';
import { withEventStore } from './with-event-store';

interface Wanted extends Reporting {
  readonly from?: string;
  readonly maxShown?: number;
}

/** With how fast it was, events per second. */
type Timed = InvariantsAudit & { readonly seconds: number; readonly eventsPerS: number };

@SubCommand({
  name: 'invariants',
  description: 'Every fact of the log against the rules of the business; reads only',
})
class AuditInvariantsCommand extends AnsweringCommand {
  @Option({
    flags: '--from <position>',
    description: 'from there on; of what began before, nothing is known',
  })
  from(position: string): string {
    return position;
  }

  @Option({ flags: '--max-shown <count>', description: 'findings in words; all are counted' })
  maxShown(count: string): number {
    return Number(count);
  }

  run(_: string[], { from, maxShown, ...flags }: Wanted): Promise<void> {
    const work = async () => {
      const start = from === undefined ? undefined : positionIn(from);
      const shown = maxShown === undefined ? {} : { maxShown: countIn(maxShown) };
      const audit = await timed(() =>
        withEventStore((store) =>
          auditInvariants(store.readAll(start), { partial: start !== undefined, ...shown }),
        ),
      );
      if (audit.found > 0) process.exitCode = EXIT.failed;
      return audit;
    };
    return this.answered(flags, work, inWords);
  }
}

@Command({
  name: 'audit',
  description: 'What the log says, against what may be',
  subCommands: [AuditInvariantsCommand],
})
class AuditCommand extends CommandGroup {}

export const auditCommands = [AuditCommand, AuditInvariantsCommand];

function positionIn(text: string): LogPosition {
  const position = parsePosition(text);
  if (!position) throw new BadUsage('--from is a log position: <commit>/<prepare>');
  return position;
}

function countIn(count: number): number {
  if (Number.isInteger(count) && count >= 0) return count;
  throw new BadUsage('--max-shown is a count');
}

async function timed(audit: () => Promise<InvariantsAudit>): Promise<Timed> {
  const began = performance.now();
  const result = await audit();
  const seconds = (performance.now() - began) / 1000;
  return { ...result, seconds, eventsPerS: Math.round(result.events / seconds) };
}

function inWords(audit: Timed): string[] {
  const { events, ofThePast, assignedWithoutSearch, invariants, found, findings } = audit;
  const { acceptedToCommittedMs, committedToAssignedMs, seconds, eventsPerS } = audit;
  const counts = Object.entries(invariants).map(
    ([name, { checked, broken, open }]) =>
      `  ${name}: ${checked} checked, ${broken} broken${open > 0 ? `, ${open} open` : ''}`,
  );
  return [
    `${events} events in ${seconds.toFixed(1)} s, ${eventsPerS} a second; ${found} findings`,
    `${ofThePast} recorded long after they occurred, ${assignedWithoutSearch} drivers assigned without a search`,
    ...counts,
    delays('from acceptance to commitment', acceptedToCommittedMs),
    delays('from commitment to assignment', committedToAssignedMs),
    ...findings.map(
      ({ invariant, position, stream, what }) => `${position} ${stream}: ${invariant}: ${what}`,
    ),
    ...(found > findings.length ? [`and ${found - findings.length} more`] : []),
  ];
}

function delays(what: string, { count, p50, p99, max }: Timed['acceptedToCommittedMs']): string {
  return count === 0 ? `${what}: none` : `${what}: p50 ${p50} ms, p99 ${p99} ms, most ${max} ms`;
}
