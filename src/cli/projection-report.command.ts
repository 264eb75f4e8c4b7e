import { Option, SubCommand } from 'nest-commander';
import type { Deed } from '../read/engine/history';
import { projections } from '../read/projections';
import { AnsweringCommand, type Reporting } from './answering-command';
import { ifNamed, whole } from './projection-choice';
import { withEngine } from './projection-engine';

const MOST_DEEDS = 50;

@SubCommand({ name: 'list', description: 'Every read model that this version knows' })
class ProjectionListCommand extends AnsweringCommand {
  run(_: string[], flags: Reporting): Promise<void> {
    const known = projections.map(({ name, version }) => ({ name, version }));
    return this.answered(
      flags,
      () => Promise.resolve({ projections: known }),
      (answer) => answer.projections.map(({ name, version }) => `${name} v${version}`),
    );
  }
}

@SubCommand({
  name: 'history',
  arguments: '[name]',
  description: 'What was done to read models, the latest first',
})
class ProjectionHistoryCommand extends AnsweringCommand {
  run([name]: string[], { limit, ...flags }: Reporting & { limit?: string }): Promise<void> {
    const work = async (): Promise<{ history: readonly Deed[] }> => {
      const readModel = ifNamed(name);
      const most = limit === undefined ? MOST_DEEDS : whole('--limit', limit, 1);
      return withEngine(async ({ history }) => ({ history: await history.of(readModel, most) }));
    };
    return this.answered(flags, work, ({ history }) =>
      history.length === 0 ? ['Nothing was done yet'] : history.map(inWords),
    );
  }

  @Option({ flags: '--limit <n>', description: `at most so many (${MOST_DEEDS})` })
  limit(text: string): string {
    return text;
  }
}

export const reportCommands = [ProjectionListCommand, ProjectionHistoryCommand];

function inWords({ at, readModel, what, details }: Deed): string {
  return `${at.toISOString()} ${readModel} ${what} ${JSON.stringify(details)}`;
}
