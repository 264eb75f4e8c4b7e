import { Body, Controller, Param } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import { IdPipe } from '../../shared/http/id.pipe';
import type { DriverId } from '../../shared/kernel/ids';
import type { Sent } from '../../shared/kernel/sent';
import { SentWith } from '../sent-with';
import { ConfirmDeliveryDto, DeclineOfferDto } from './dispatch.dto';
import { OfferIdParam, OfferRoute, type OfferRef } from './dispatch.route';
import { AcceptOffer, ConfirmDelivery, DeclineOffer } from './domain/answer-offer';
import { OfferNotYours } from './domain/dispatch.errors';

/** What drivers say to the trips that they are offered. */
@ApiTags('driver offers')
@Controller('v1/drivers/:driverId/offers')
export class OfferController {
  constructor(private readonly commands: CommandBus) {}

  @OfferRoute('accept', 'Take the trip', 'OFFER_EXPIRED')
  accept(
    @Param('driverId', IdPipe) driverId: DriverId,
    @OfferIdParam() { offerId, search }: OfferRef,
    @SentWith() sent: Sent,
  ) {
    refuseOthers(driverId, sent);
    return this.commands.execute(new AcceptOffer(search, { offerId }, sent));
  }

  @OfferRoute('decline', 'Leave it to another driver')
  decline(
    @Param('driverId', IdPipe) driverId: DriverId,
    @OfferIdParam() { offerId, search }: OfferRef,
    @SentWith() sent: Sent,
    @Body() { reason }: DeclineOfferDto,
  ) {
    refuseOthers(driverId, sent);
    return this.commands.execute(new DeclineOffer(search, { offerId, reason }, sent));
  }

  @OfferRoute('delivered', 'The driver’s device has shown it')
  delivered(
    @Param('driverId', IdPipe) driverId: DriverId,
    @OfferIdParam() { offerId, search }: OfferRef,
    @SentWith() sent: Sent,
    @Body() { channel }: ConfirmDeliveryDto,
  ) {
    refuseOthers(driverId, sent);
    return this.commands.execute(new ConfirmDelivery(search, { offerId, channel }, sent));
  }
}

/** @throws OfferNotYours when the path names another driver than the one who asks */
function refuseOthers(driverId: DriverId, { actor }: Sent): void {
  if (actor.type === 'driver' && actor.id !== driverId) throw new OfferNotYours();
}
