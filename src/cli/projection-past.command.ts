import { SubCommand } from 'nest-commander';
import type { PastBuild } from '../read/engine/as-of/time-travel';
import { AnsweringCommand, type Reporting } from './answering-command';
import { ifNamed } from './projection-choice';
import { withEngine } from './projection-engine';

@SubCommand({
  name: 'list-as-of',
  arguments: '[name]',
  description: 'Read models as they once stood (rebuild --as-of), the latest first',
})
class ProjectionListAsOfCommand extends AnsweringCommand {
  run([name]: string[], flags: Reporting): Promise<void> {
    const work = async () => {
      const readModel = ifNamed(name);
      return withEngine(async ({ timeTravel }) => ({ past: await timeTravel.list(readModel) }));
    };
    return this.answered(flags, work, ({ past }) =>
      past.length === 0 ? ['There is none'] : past.map(pastInWords),
    );
  }
}

@SubCommand({
  name: 'drop-as-of',
  arguments: '<collection>',
  description:
    'Forget a read model of the past. Exits with 0 done, 3 still being built, 6 there is none',
})
class ProjectionDropAsOfCommand extends AnsweringCommand {
  run([collection = '']: string[], flags: Reporting): Promise<void> {
    const work = () =>
      withEngine(async ({ timeTravel }) => ({ dropped: await timeTravel.drop(collection) }));
    return this.answered(flags, work, ({ dropped }) => [
      `${dropped.readModel}: dropped ${dropped._id}`,
    ]);
  }
}

export const pastCommands = [ProjectionListAsOfCommand, ProjectionDropAsOfCommand];

export function pastInWords({ _id, readModel, asOf, build, documents, parked }: PastBuild): string {
  const moment = 'time' in asOf ? asOf.time : asOf.position;
  const reached = build ? `${build.events} events, ${documents} documents` : 'not finished';
  const waiting = parked === 0 ? '' : `, ${parked} parked`;
  return `${readModel} as of ${moment}: ${_id}, ${reached}${waiting}`;
}
