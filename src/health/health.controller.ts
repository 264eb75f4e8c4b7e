import { Controller, Get } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Db } from 'mongodb';
import { Watchdog, type Watched } from '../read/engine/live/watchdog';
import { EventStore } from '../shared/event-store/event-store';
import { ProblemException } from '../shared/http/problem';
import { Public } from '../shared/identity/roles';

@ApiTags('health')
@Public()
@Controller('health')
export class HealthController {
  constructor(
    private readonly store: EventStore,
    private readonly db: Db,
    private readonly watchdog: Watchdog,
  ) {}

  @Get('live')
  @ApiOperation({ summary: 'The process answers' })
  live() {
    return { status: 'live' };
  }

  /** @throws ProblemException 503 naming what is missing, and what to do about it */
  @Get('ready')
  @ApiOperation({ summary: 'Both stores answer and every read model moves' })
  async ready(): Promise<{ readonly status: 'ready'; readonly readModels: readonly Watched[] }> {
    const [events, models] = await Promise.allSettled([
      this.store.head(),
      this.db.command({ ping: 1 }),
    ]);
    const away = [
      ...(events.status === 'rejected' ? ['event store'] : []),
      ...(models.status === 'rejected' ? ['read model store'] : []),
    ];
    if (away.length > 0) throw notReady(away, []);
    const readModels = await this.watchdog.look();
    const unready = readModels.filter(({ ready }) => !ready);
    if (unready.length > 0) throw notReady(unready.map(named), readModels);
    return { status: 'ready', readModels };
  }
}

const named = ({ readModel, condition }: Watched) => `${readModel} (${condition})`;

function notReady(missing: readonly string[], readModels: readonly Watched[]): ProblemException {
  return new ProblemException({
    status: 503,
    code: 'NOT_READY',
    detail: `Not ready: ${missing.join(', ')}`,
    more: { missing, readModels },
  });
}
