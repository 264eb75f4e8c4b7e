import {
  applyDecorators,
  BadRequestException,
  HttpCode,
  Injectable,
  Param,
  Post,
  type PipeTransform,
} from '@nestjs/common';
import { ApiParam, ApiResponse } from '@nestjs/swagger';
import { CommandDocs } from '../command-docs';
import { DispatchAnswer } from './dispatch.answer';
import type { AttemptId } from './domain/dispatch.command';
import { searchOf } from './domain/offer-id';

const FAMILY = {
  ...{ param: 'driverId', example: 'driver-0a1f' },
  ...{ forbidden: 'OFFER_NOT_YOURS', missing: 'OFFER_NOT_FOUND, DISPATCH_NOT_FOUND' },
  conflict: 'OFFER_OVER',
};

/** An offer and the search that it belongs to. */
export interface OfferRef {
  readonly offerId: string;
  readonly search: AttemptId;
}

@Injectable()
class OfferIdPipe implements PipeTransform<string, OfferRef> {
  transform(offerId: string): OfferRef {
    const search = searchOf(offerId);
    if (search) return { offerId, search };
    throw new BadRequestException('An offer is named by its trip, its search and its number');
  }
}

export const OfferIdParam = () => Param('offerId', OfferIdPipe);

/** `POST /v1/drivers/{driverId}/offers/{offerId}/{name}` */
export const OfferRoute = (name: string, summary: string, codes = '') =>
  applyDecorators(
    Post(`:offerId/${name}`),
    HttpCode(200),
    ApiResponse({ status: 200, type: DispatchAnswer }),
    ApiParam({ name: 'offerId', example: '4f0c2c7e-0d5b-5c39-8a55-6fb0f6f1a001-1-1.7' }),
    CommandDocs(FAMILY, summary, ['driver', 'system'], codes),
  );
