import { applyDecorators, HttpCode, Param, Post } from '@nestjs/common';
import { ApiResponse } from '@nestjs/swagger';
import { IdPipe } from '../../../shared/http/id.pipe';
import type { Role } from '../../../shared/kernel/actor';
import { CommandDocs } from '../../command-docs';
import { VehicleAnswer } from './vehicle.answer';

const FAMILY = {
  ...{ param: 'vehicleId', example: 'vehicle-0a1f' },
  ...{ forbidden: 'VEHICLE_NOT_YOURS', missing: 'VEHICLE_NOT_FOUND' },
  conflict: 'VEHICLE_INVALID_TRANSITION',
};

export const VehicleCommandDocs = (summary: string, roles: readonly Role[], codes = '') =>
  CommandDocs(FAMILY, summary, roles, codes);

/** `POST /v1/vehicles/{vehicleId}/{name}` */
export const VehicleRoute = (name: string, summary: string, roles: readonly Role[], codes = '') =>
  applyDecorators(
    Post(`:vehicleId/${name}`),
    HttpCode(200),
    ApiResponse({ status: 200, type: VehicleAnswer }),
    VehicleCommandDocs(summary, roles, codes),
  );

export const VehicleIdParam = () => Param('vehicleId', IdPipe);
