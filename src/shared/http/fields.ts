import { applyDecorators, type Type } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { Type as Transformed } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsLatitude,
  IsLongitude,
  IsNumber,
  IsObject,
  IsString,
  Length,
  Matches,
  Max,
  Min,
  ValidateBy,
  ValidateIf,
  ValidateNested,
} from 'class-validator';

/**
 * The kinds of field that requests are made of: each checks the form and describes itself in the OpenAPI document,
 * so that neither can be forgotten.
 */
const MOST_MINOR = 1e9;

/** May be left out; `null` is not the same as left out. */
export const Optional = () =>
  applyDecorators(
    ValidateIf((_, value) => value !== undefined),
    ApiProperty({ required: false }),
  );

export const Id = (example: string) =>
  applyDecorators(
    Matches(/^[\w.-]{1,64}$/, { message: '$property is 1 to 64 letters, digits, _ . or -' }),
    ApiProperty({ type: String, example, pattern: '^[\\w.-]{1,64}$' }),
  );

/** A list of ids, each once. */
export const Names = (example: string, max: number) =>
  applyDecorators(
    IsArray(),
    ArrayMinSize(1),
    ArrayMaxSize(max),
    ArrayUnique(),
    Matches(/^[\w.-]{1,64}$/, {
      each: true,
      message: '$property are names of 1 to 64 letters, digits, _ . or -',
    }),
    ApiProperty({
      ...{ type: String, isArray: true, example: [example], minItems: 1, maxItems: max },
      uniqueItems: true,
    }),
  );

export const Text = (example: string, max = 200) =>
  applyDecorators(
    IsString(),
    Length(1, max),
    ApiProperty({ type: String, example, maxLength: max }),
  );

export const Code = (example: string) =>
  applyDecorators(
    Matches(/^[A-Z][A-Z0-9_]{1,39}$/, { message: '$property is a CODE_IN_CAPITALS' }),
    ApiProperty({ type: String, example, pattern: '^[A-Z][A-Z0-9_]{1,39}$' }),
  );

/** An ISO 8601 instant in UTC, to the millisecond as the log keeps it, of a day that exists. */
export const Time = (example = '2014-04-01T04:11:00.000Z') =>
  applyDecorators(
    ValidateBy({
      name: 'isInstant',
      validator: {
        validate: isInstant,
        defaultMessage: () => '$property is an instant such as 2014-04-01T04:11:00.000Z',
      },
    }),
    ApiProperty({ type: String, format: 'date-time', example }),
  );

function isInstant(value: unknown): boolean {
  if (typeof value !== 'string' || !/^\d{4}-.{18}Z$/.test(value)) return false;
  const time = Date.parse(value);
  return !Number.isNaN(time) && new Date(time).toISOString() === value;
}

export const Pin = () =>
  applyDecorators(
    Matches(/^\d{4}$/, { message: '$property is four digits' }),
    ApiProperty({ type: String, example: '4071', pattern: '^\\d{4}$' }),
  );

export const Count = (example: number, max = MOST_MINOR, min = 0) =>
  applyDecorators(
    IsInt(),
    Min(min),
    Max(max),
    ApiProperty({ type: 'integer', example, minimum: min, maximum: max }),
  );

export const Minor = (example: number) =>
  applyDecorators(
    IsInt(),
    Min(-MOST_MINOR),
    Max(MOST_MINOR),
    ApiProperty({ type: 'integer', example, description: 'Minor units of the currency' }),
  );

export const Decimal = (example: number, min: number, max: number) =>
  applyDecorators(
    IsNumber(),
    Min(min),
    Max(max),
    ApiProperty({ type: Number, example, minimum: min, maximum: max }),
  );

export const Flag = (example: boolean) =>
  applyDecorators(IsBoolean(), ApiProperty({ type: Boolean, example }));

export const Currency = () =>
  applyDecorators(
    Matches(/^[A-Z]{3}$/, { message: '$property is an ISO 4217 code' }),
    ApiProperty({ type: String, example: 'USD' }),
  );

export const OneOf = (values: readonly string[]) =>
  applyDecorators(
    IsIn(values),
    ApiProperty({ type: String, enum: [...values], example: values[0] }),
  );

export const Latitude = () =>
  applyDecorators(IsNumber(), IsLatitude(), ApiProperty({ type: Number, example: 40.7589 }));

export const Longitude = () =>
  applyDecorators(IsNumber(), IsLongitude(), ApiProperty({ type: Number, example: -73.9851 }));

export const One = (type: () => Type) =>
  applyDecorators(ValidateNested(), Transformed(type), IsObject(), ApiProperty({ type }));

export const Many = (type: () => Type, min: number, max: number) =>
  applyDecorators(
    IsArray(),
    ArrayMinSize(min),
    ArrayMaxSize(max),
    // A list within the list would pass for a nested one.
    IsObject({ each: true }),
    ValidateNested({ each: true }),
    Transformed(type),
    ApiProperty({ type, isArray: true, minItems: min, maxItems: max }),
  );
