import { DECLINE_REASONS } from '../../shared/events/dispatch.shapes';
import { Code, OneOf } from '../../shared/http/fields';

export class DeclineOfferDto {
  @OneOf(DECLINE_REASONS) readonly reason!: (typeof DECLINE_REASONS)[number];
}

export class ConfirmDeliveryDto {
  /** How it reached the driver. */
  @Code('SSE') readonly channel!: string;
}
