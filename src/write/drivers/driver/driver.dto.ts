import type { RiderId } from '../../../shared/kernel/ids';
import { DOCUMENT_KINDS, type DocumentKind } from '../../../shared/events/driver.shapes';
import {
  Code,
  Count,
  Decimal,
  Flag,
  Id,
  OneOf,
  Optional,
  Text,
  Time,
} from '../../../shared/http/fields';

const VALID_UNTIL = '2030-03-01T00:00:00.000Z';

export class ApplyToDriveDto {
  @Id('nyc') readonly cityId!: string;
  @Text('Bob Baker') readonly name!: string;
  @Text('+1 212 555 0142', 40) readonly phone!: string;
}

export class SubmitDocumentDto {
  @OneOf(DOCUMENT_KINDS) readonly kind!: DocumentKind;
  @Text('B 123 456 789', 64) readonly documentNo!: string;
  /** Where the picture of it is kept. */
  @Id('scan-4f1e') readonly scanRef!: string;
}

export class VerifyDocumentDto {
  @OneOf(DOCUMENT_KINDS) readonly kind!: DocumentKind;
  @Time(VALID_UNTIL) readonly validUntil!: string;
}

export class RejectDocumentDto {
  @OneOf(DOCUMENT_KINDS) readonly kind!: DocumentKind;
  @Text('The photo is not to be recognised', 500) readonly reason!: string;
}

export class SuspendDriverDto {
  @Code('COMPLAINTS') readonly reasonCode!: string;
  /** Without: until somebody lifts it. */
  @Optional() @Time(VALID_UNTIL) readonly until?: string;
  @Flag(true) readonly reviewable!: boolean;
}

export class StatementDto {
  @Text('The app was down when I did not answer', 2000) readonly statement!: string;
}

const OUTCOMES = ['lifted', 'upheld'] as const;

export class DecideReviewDto extends StatementDto {
  @OneOf(OUTCOMES) readonly outcome!: (typeof OUTCOMES)[number];
}

export class ReviewStandingDto {
  /** Over all rated rides; absent without any. */
  @Optional() @Decimal(4.6, 1, 5) readonly rating?: number;
  @Count(120) readonly ratedRides!: number;
  /** Of the last thirty days. */
  @Count(12) readonly recentRatings!: number;
  @Count(1) readonly recentLowRatings!: number;
}

export class UnblockPairDto {
  @Id('rider-ada') readonly riderId!: RiderId;
}

export class BlockPairDto extends UnblockPairDto {
  @Code('ARGUMENT') readonly reasonCode!: string;
  /** Without: for good. */
  @Optional() @Time(VALID_UNTIL) readonly until?: string;
}
