import { Option, SubCommand } from 'nest-commander';
import type { Projection } from '../read/engine/projection';
import type { AllowedDifference } from '../read/engine/rebuild/allowed-differences';
import type { Compared } from '../read/engine/rebuild/tally';
import type { Sample } from '../read/engine/rebuild/verify';
import type { Report } from '../read/engine/rebuild/progress';
import { AnsweringCommand, type Reporting } from './answering-command';
import { EXIT } from './exit-codes';
import { stoppable, untilInterrupted } from './interruption';
import { progressOn } from './progress-display';
import { allowedIn, chosen, whole } from './projection-choice';
import { differencesInWords } from './projection-differences';
import { withEngine, type Engine } from './projection-engine';
import { BadUsage } from '../shared/bad-usage';

const SAMPLE = '1000';

interface Flags extends Reporting {
  readonly all?: boolean;
  readonly full?: boolean;
  readonly sample?: string;
  readonly seed?: string;
  readonly allowDiff?: string;
}

interface Verified extends Compared {
  readonly readModel: string;
  /** Null when every document was compared. */
  readonly seed: number | null;
}

@SubCommand({
  name: 'verify',
  arguments: '[names...]',
  description:
    'Fold documents again from the log and compare them with the live ones. Exits with 0 as they should be, 1 failed, 2 bad usage, 3 somebody else verifies it, 5 they differ, 6 built by other code, 7 a store is away',
})
export class ProjectionVerifyCommand extends AnsweringCommand {
  async run(names: string[], flags: Flags): Promise<void> {
    await this.answered(
      flags,
      async () => {
        const verified = await verify(names, flags);
        if (verified.some(({ refused }) => refused > 0)) process.exitCode = EXIT.differs;
        return { verified };
      },
      ({ verified }) => verified.flatMap(inWords),
    );
  }

  @Option({ flags: '--all', description: 'every read model' })
  all(): boolean {
    return true;
  }

  @Option({ flags: '--full', description: 'every document, beside a build of its own' })
  full(): boolean {
    return true;
  }

  @Option({ flags: '--sample <n>', description: `about so many documents (${SAMPLE})` })
  sample(text: string): string {
    return text;
  }

  @Option({ flags: '--seed <n>', description: 'the same seed chooses the same documents' })
  seed(text: string): string {
    return text;
  }

  @Option({
    flags: '--allow-diff <file>',
    description: 'differences that are known: [{ path, key?, kind? }]',
  })
  allowDiff(file: string): string {
    return file;
  }
}

async function verify(names: readonly string[], flags: Flags): Promise<Verified[]> {
  const projections = chosen(names, flags.all);
  const sample = sampleOf(flags);
  const allowed = await allowedIn(flags.allowDiff);
  const display = progressOn(process.stderr, flags);
  const work = (signal: AbortSignal) =>
    withEngine(async (engine) => {
      const verified: Verified[] = [];
      const report = stoppable(display.show, signal);
      for (const each of projections) {
        verified.push(await verifyOne(each, sample, allowed, engine, report));
      }
      return verified;
    });
  return untilInterrupted(work).finally(() => display.end());
}

/** Undefined for every document. @throws BadUsage */
function sampleOf({ full = false, sample, seed }: Flags): Sample | undefined {
  if (full && (sample !== undefined || seed !== undefined)) {
    throw new BadUsage('--full compares every document: no --sample, no --seed');
  }
  if (full) return undefined;
  const documents = whole('--sample', sample ?? SAMPLE, 1);
  return { documents, seed: whole('--seed', seed ?? String(Math.floor(Math.random() * 1e9))) };
}

async function verifyOne(
  projection: Projection<object>,
  sample: Sample | undefined,
  allowed: readonly AllowedDifference[],
  { verify: verifier, history }: Engine,
  report: Report,
): Promise<Verified> {
  const compared = sample
    ? await verifier.sample(projection, sample, allowed, report)
    : await verifier.all(projection, allowed, report);
  const { documents, differing, refused } = compared;
  const { name } = projection;
  await history.note(name, 'verified', { documents, differing, refused });
  return { readModel: name, seed: sample?.seed ?? null, ...compared };
}

function inWords({ readModel, seed, ...compared }: Verified): readonly string[] {
  const { documents, differing, parked } = compared;
  const which = seed === null ? 'all' : `seed ${seed}`;
  const waiting = parked === 0 ? '' : `, ${parked} wait for dead letters`;
  const verdict = differing === 0 ? [] : differencesInWords(compared);
  return [`${readModel}: ${documents} documents compared (${which})${waiting}`, ...verdict];
}
