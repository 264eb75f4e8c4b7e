import { applyDecorators, HttpCode, Param, Post } from '@nestjs/common';
import { ApiResponse } from '@nestjs/swagger';
import { IdPipe } from '../../../shared/http/id.pipe';
import type { Role } from '../../../shared/kernel/actor';
import { CommandDocs } from '../../command-docs';
import { DriverAnswer } from './driver.answer';

const FAMILY = {
  ...{ param: 'driverId', example: 'driver-0a1f' },
  ...{ forbidden: 'DRIVER_NOT_YOURS', missing: 'DRIVER_NOT_FOUND' },
  conflict: 'DRIVER_INVALID_TRANSITION',
};

export const DriverCommandDocs = (summary: string, roles: readonly Role[], codes = '') =>
  CommandDocs(FAMILY, summary, roles, codes);

/** `POST /v1/drivers/{driverId}/{name}` */
export const DriverRoute = (name: string, summary: string, roles: readonly Role[], codes = '') =>
  applyDecorators(
    Post(`:driverId/${name}`),
    HttpCode(200),
    ApiResponse({ status: 200, type: DriverAnswer }),
    DriverCommandDocs(summary, roles, codes),
  );

export const DriverIdParam = () => Param('driverId', IdPipe);
