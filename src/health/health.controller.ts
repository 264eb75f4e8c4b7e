import { Controller, Get, Optional } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Db } from 'mongodb';
import { Dispatcher } from '../dispatch/dispatcher/dispatcher';
import { Watchdog, type Watched } from '../read/engine/live/watchdog';
import { EventStore } from '../shared/event-store/event-store';
import { ProblemException } from '../shared/http/problem';
import { Public } from '../shared/identity/roles';
import { Intake } from '../write/intake';
import { ProcessRunner } from '../write/process/process-runner';

const MOST_TOLD = 20;

@ApiTags('health')
@Public()
@Controller('health')
export class HealthController {
  constructor(
    private readonly store: EventStore,
    private readonly db: Db,
    private readonly watchdog: Watchdog,
    @Optional() private readonly processes?: ProcessRunner,
    @Optional() private readonly dispatcher?: Dispatcher,
    @Optional() private readonly intake?: Intake,
  ) {}

  @Get('live')
  @ApiOperation({ summary: 'The process answers' })
  live() {
    return { status: 'live' };
  }

  /** @throws ProblemException 503 naming what is missing, and what to do about it */
  @Get('ready')
  @ApiOperation({
    summary:
      'Both stores answer, every read model moves, no policy has stopped, nor the dispatcher',
  })
  async ready() {
    const [events, models] = await Promise.allSettled([
      this.store.head(),
      this.db.command({ ping: 1 }),
    ]);
    const away = [
      ...(events.status === 'rejected' ? ['event store'] : []),
      ...(models.status === 'rejected' ? ['read model store'] : []),
    ];
    if (away.length > 0) throw notReady(away, [], []);
    const readModels = await this.watchdog.look();
    const { stoppedBy, troubles } = howAre(this.processes);
    const missing = [
      ...readModels.filter(({ ready }) => !ready).map(named),
      ...(stoppedBy === undefined ? [] : ['policies']),
      ...(this.dispatcher?.stoppedBy === undefined ? [] : ['dispatcher']),
    ];
    if (missing.length > 0) throw notReady(missing, readModels, troubles);
    return { status: 'ready', readModels, troubles, late: await lateIn(this.intake) };
  }
}

const named = ({ readModel, condition }: Watched) => `${readModel} (${condition})`;

/** One process in trouble keeps no other from getting on, so it is told, and no reason to turn traffic away. */
function howAre(processes: ProcessRunner | undefined) {
  const { stoppedBy, troubles = [] } = processes ?? {};
  return { stoppedBy, troubles: troubles.slice(0, MOST_TOLD) };
}

/** New requests are turned away for them, and nothing else. */
const lateIn = async (intake: Intake | undefined) => (await intake?.late()) ?? [];

function notReady(
  missing: readonly string[],
  readModels: readonly Watched[],
  troubles: readonly object[],
): ProblemException {
  return new ProblemException({
    status: 503,
    code: 'NOT_READY',
    detail: `Not ready: ${missing.join(', ')}`,
    more: { missing, readModels, troubles },
  });
}
