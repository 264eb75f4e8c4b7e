import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { dispatchHandlers } from './dispatch.handlers';
import { OfferController } from './offer.controller';

/** What can be asked of a search for a driver, by whomever: HTTP, a policy or the dispatcher. */
@Module({ imports: [CqrsModule], providers: dispatchHandlers, exports: [CqrsModule] })
export class DispatchCommandsModule {}

@Module({ imports: [DispatchCommandsModule], controllers: [OfferController] })
export class OffersModule {}
