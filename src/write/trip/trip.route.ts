import { applyDecorators, HttpCode, Param, Post } from '@nestjs/common';
import { ApiResponse } from '@nestjs/swagger';
import { IdPipe } from '../../shared/http/id.pipe';
import type { Role } from '../../shared/kernel/actor';
import { CommandDocs } from '../command-docs';
import { TripAnswer } from './trip.answer';

const ON_A_TRIP = {
  ...{ param: 'tripId', example: '4f0c2c7e-0d5b-5c39-8a55-6fb0f6f1a001' },
  ...{ forbidden: 'TRIP_NOT_YOURS, TRIP_VERDICT_NOT_YOURS', missing: 'TRIP_NOT_FOUND' },
  conflict: 'TRIP_INVALID_TRANSITION',
};

export const TripCommandDocs = (summary: string, roles: readonly Role[], codes: string) =>
  CommandDocs(ON_A_TRIP, summary, roles, codes);

/** `POST /v1/trips/{tripId}/{name}` */
export const TripRoute = (name: string, summary: string, roles: readonly Role[], codes = '') =>
  applyDecorators(
    Post(`:tripId/${name}`),
    HttpCode(200),
    ApiResponse({ status: 200, type: TripAnswer }),
    TripCommandDocs(summary, roles, codes),
  );

export const TripIdParam = () => Param('tripId', IdPipe);
