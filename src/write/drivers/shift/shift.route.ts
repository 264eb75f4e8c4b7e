import { applyDecorators, HttpCode, Post } from '@nestjs/common';
import { ApiResponse } from '@nestjs/swagger';
import type { Role } from '../../../shared/kernel/actor';
import { CommandDocs } from '../../command-docs';
import { ShiftAnswer } from './shift.answer';

const FAMILY = {
  ...{ param: 'driverId', example: 'driver-0a1f' },
  ...{ forbidden: 'SHIFT_NOT_YOURS', missing: 'SHIFT_NOT_FOUND' },
  conflict: 'SHIFT_INVALID_TRANSITION',
};

/** `POST /v1/drivers/{driverId}/shift/{name}` */
export const ShiftRoute = (name: string, summary: string, roles: readonly Role[], codes = '') =>
  applyDecorators(
    Post(name),
    HttpCode(200),
    ApiResponse({ status: 200, type: ShiftAnswer }),
    CommandDocs(FAMILY, summary, roles, codes),
  );
