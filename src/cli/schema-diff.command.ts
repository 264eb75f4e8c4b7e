import { join } from 'node:path';
import { Option, SubCommand } from 'nest-commander';
import { compareVersions, lastSteps, sinceThen, type Verdict } from '../schema/compatibility';
import { readContracts } from '../schema/contract-files';
import { schemasAt } from '../schema/contracts-at';
import { history } from '../shared/events/history';
import { projectRoot } from '../shared/project-root';
import { AnsweringCommand, type Reporting } from './answering-command';
import { EXIT } from './exit-codes';
import { BadUsage } from '../shared/bad-usage';

const CONTRACTS = join(projectRoot, 'test', 'contracts');

interface DiffOptions extends Reporting {
  readonly against?: string;
}

/** Fails when today's code could not read what was written before. */
@SubCommand({
  name: 'diff',
  description: 'What changed between versions of an event, and who can read whom',
  arguments: '[type] [from] [to]',
})
export class SchemaDiffCommand extends AnsweringCommand {
  run(words: string[], { against, ...flags }: DiffOptions): Promise<void> {
    const work = async () => {
      const verdicts = await compared(words, against);
      if (verdicts.some(({ backward }) => backward === 'no')) process.exitCode = EXIT.failed;
      return { verdicts };
    };
    return this.answered(flags, work, ({ verdicts }) =>
      verdicts.length === 0 ? ['No shape has changed'] : verdicts.map(inWords),
    );
  }

  @Option({ flags: '--against <revision>', description: 'the schemas as git has them there' })
  against(revision: string): string {
    return revision;
  }
}

async function compared([type, ...versions]: string[], against?: string): Promise<Verdict[]> {
  const ofType = ({ to }: Verdict) => type === undefined || to.startsWith(`${type}.v`);
  if (against !== undefined) {
    return sinceThen(history, await schemasAt(projectRoot, against)).filter(ofType);
  }
  const files = await readContracts(CONTRACTS);
  if (type === undefined) return lastSteps(history, files);
  const latest = Math.max(
    0,
    ...history.shapes().map((shape) => (shape.type === type ? shape.version : 0)),
  );
  if (latest === 0) throw new BadUsage(`${type} was never written`);
  const [from = latest - 1, to = latest] = versions.map(Number);
  if (latest === 1 && versions.length === 0) return [];
  return [compareVersions(history, files, { type, version: from }, { type, version: to })];
}

/** One line: `FareFinalised.v2 → FareFinalised.v3: full (backward by its upcaster, forward by its downcaster)`. */
export function verdictInWords({ from, to, compatible, backward, forward }: Verdict): string {
  return `${from} → ${to}: ${compatible} (backward ${backward}, forward ${forward})`;
}

function inWords(verdict: Verdict): string {
  const reading = (able: boolean) => (able ? 'yes' : 'no');
  return [
    verdictInWords(verdict),
    ...(verdict.inferred ? ['  fields alone, as its golden event shows them: no schema kept'] : []),
    ...verdict.changes.map(
      ({ field, what, backward, forward }) =>
        `  ${field} ${what} (backward: ${reading(backward)}, forward: ${reading(forward)})`,
    ),
  ].join('\n');
}
