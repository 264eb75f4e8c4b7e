import { Controller, Get, Optional } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Db } from 'mongodb';
import { LiveFeed } from '../read/engine/live-feed';
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
    @Optional() private readonly feed?: LiveFeed,
  ) {}

  @Get('live')
  @ApiOperation({ summary: 'The process answers' })
  live() {
    return { status: 'live' };
  }

  /** @throws ProblemException 503 naming what is missing */
  @Get('ready')
  @ApiOperation({ summary: 'Both stores answer and no projection has stopped' })
  async ready() {
    const [events, models] = await Promise.allSettled([
      this.store.head(),
      this.db.command({ ping: 1 }),
    ]);
    const stopped = this.feed?.stoppedProjections() ?? [];
    const missing = [
      ...(events.status === 'rejected' ? ['event store'] : []),
      ...(models.status === 'rejected' ? ['read model store'] : []),
      ...stopped.map(({ projection }) => projection),
    ];
    if (missing.length === 0) return { status: 'ready' };
    throw new ProblemException({
      status: 503,
      code: 'NOT_READY',
      detail: `Not ready: ${missing.join(', ')}`,
      more: { missing, stopped },
    });
  }
}
