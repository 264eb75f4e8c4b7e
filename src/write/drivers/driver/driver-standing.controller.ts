import { Body, Controller } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import type { DriverId } from '../../../shared/kernel/ids';
import type { Sent } from '../../../shared/kernel/sent';
import { SentWith } from '../../sent-with';
import { BlockPair, UnblockPair } from './domain/block-pair';
import { ReviewStanding } from './domain/review-standing';
import {
  DeactivateDriver,
  DecideReview,
  LiftSuspension,
  RequestReview,
  SuspendDriver,
} from './domain/suspend-driver';
import {
  BlockPairDto,
  DecideReviewDto,
  ReviewStandingDto,
  StatementDto,
  SuspendDriverDto,
  UnblockPairDto,
} from './driver.dto';
import { DriverIdParam, DriverRoute } from './driver.route';

const STAFF = ['ops', 'system'] as const;

/** Who may go on driving, for whom, and who says so. */
@ApiTags('driver standing')
@Controller('v1/drivers')
export class DriverStandingController {
  constructor(private readonly commands: CommandBus) {}

  @DriverRoute('suspend', 'No offers for a time, with a reason', STAFF)
  suspend(@DriverIdParam() id: DriverId, @SentWith() sent: Sent, @Body() body: SuspendDriverDto) {
    return this.commands.execute(new SuspendDriver(id, body, sent));
  }

  @DriverRoute(
    'request-review',
    'Have a person look at the suspension',
    ['driver', 'ops'],
    'DRIVER_NOT_REVIEWABLE',
  )
  requestReview(@DriverIdParam() id: DriverId, @SentWith() sent: Sent, @Body() body: StatementDto) {
    return this.commands.execute(new RequestReview(id, body, sent));
  }

  @DriverRoute(
    'decide-review',
    'What that person decided, and why',
    ['ops'],
    'DRIVER_NO_REVIEW_REQUESTED',
  )
  decideReview(
    @DriverIdParam() id: DriverId,
    @SentWith() sent: Sent,
    @Body() body: DecideReviewDto,
  ) {
    return this.commands.execute(new DecideReview(id, body, sent));
  }

  @DriverRoute('lift-suspension', 'End a suspension', STAFF)
  lift(@DriverIdParam() id: DriverId, @SentWith() sent: Sent) {
    return this.commands.execute(new LiftSuspension(id, {}, sent));
  }

  @DriverRoute('deactivate', 'For good: a person’s decision, with a statement', ['ops'])
  deactivate(@DriverIdParam() id: DriverId, @SentWith() sent: Sent, @Body() body: StatementDto) {
    return this.commands.execute(new DeactivateDriver(id, body, sent));
  }

  @DriverRoute('review-standing', 'Put the driver on the rung that their ratings earn', ['system'])
  reviewStanding(
    @DriverIdParam() id: DriverId,
    @SentWith() sent: Sent,
    @Body() body: ReviewStandingDto,
  ) {
    const { rating, ratedRides, recentRatings, recentLowRatings } = body;
    const evidence = { rating: rating ?? null, ratedRides, recentRatings, recentLowRatings };
    return this.commands.execute(new ReviewStanding(id, evidence, sent));
  }

  @DriverRoute('block-pair', 'Keep a driver and a rider apart', STAFF)
  blockPair(@DriverIdParam() id: DriverId, @SentWith() sent: Sent, @Body() body: BlockPairDto) {
    return this.commands.execute(new BlockPair(id, body, sent));
  }

  @DriverRoute('unblock-pair', 'Let them meet again', STAFF)
  unblockPair(@DriverIdParam() id: DriverId, @SentWith() sent: Sent, @Body() body: UnblockPairDto) {
    return this.commands.execute(new UnblockPair(id, body, sent));
  }
}
