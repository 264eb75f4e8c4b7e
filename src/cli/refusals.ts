import { ErasureBlocked, ErasureInProgress } from '../read/engine/erasure/erasure.errors';
import { Superseded } from '../read/engine/read-models';
import { PartedWays } from '../read/engine/rebuild/parity';
import {
  NothingToDo,
  RebuildAborted,
  RebuildInProgress,
  RebuildOvertaken,
  RebuildPaused,
  VerifyInProgress,
} from '../read/engine/rebuild/rebuild.errors';
import { FoldedByOtherCode, NeverStoodStill } from '../read/engine/refold/repair.errors';
import { PlatformAway } from '../replay/replies';
import { UnusableFile } from '../replay/rows';
import { NoDemand } from '../simulation/demand';
import { BadUsage } from '../shared/bad-usage';
import { ConfigurationError } from '../shared/configuration';
import { StoreUnavailable } from '../shared/event-store/event-store';
import { LeaseLost } from '../shared/mongo/leases';
import { isMongoAway } from '../shared/mongo/mongo.errors';
import { CommandLostRace } from '../write/write.errors';
import { EXIT, type Ending } from './exit-codes';
import { Interrupted } from './interruption';
import { differencesInWords } from './projection-differences';
import { RotationInProgress } from './rotate-master';

const ENDINGS: readonly (readonly [new (...args: never[]) => Error, Ending])[] = [
  [BadUsage, 'usage'],
  [UnusableFile, 'usage'],
  [NoDemand, 'usage'],
  [ConfigurationError, 'usage'],
  [RebuildInProgress, 'busy'],
  [VerifyInProgress, 'busy'],
  [RebuildOvertaken, 'busy'],
  [Superseded, 'busy'],
  [ErasureInProgress, 'busy'],
  [ErasureBlocked, 'busy'],
  [RotationInProgress, 'busy'],
  [LeaseLost, 'busy'],
  [NeverStoodStill, 'busy'],
  [CommandLostRace, 'busy'],
  [RebuildPaused, 'stopped'],
  [RebuildAborted, 'stopped'],
  [PartedWays, 'differs'],
  [NothingToDo, 'nothing'],
  [FoldedByOtherCode, 'nothing'],
  [StoreUnavailable, 'away'],
  [PlatformAway, 'away'],
  [Interrupted, 'interrupted'],
];

/** Says why not, and ends with the code for it. */
export function refuse(error: unknown, json: boolean): void {
  const why = error instanceof Error ? error : new Error(String(error));
  const ending = endingOf(why);
  const message = isMongoAway(why) ? `MongoDB cannot be reached: ${why.message}` : why.message;
  const parity = why instanceof PartedWays ? why.parity : undefined;
  if (json) console.log(JSON.stringify({ error: { code: ending, message, parity } }));
  else if (parity) console.log(differencesInWords(parity).join('\n'));
  console.error(message);
  process.exitCode = EXIT[ending];
}

function endingOf(why: Error): Ending {
  if (isMongoAway(why)) return 'away';
  return ENDINGS.find(([type]) => why instanceof type)?.[1] ?? 'failed';
}
