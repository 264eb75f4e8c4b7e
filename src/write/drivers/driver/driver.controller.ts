import { Body, Controller, HttpCode, Put } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiResponse, ApiTags } from '@nestjs/swagger';
import type { DriverId } from '../../../shared/kernel/ids';
import type { Sent } from '../../../shared/kernel/sent';
import { SentWith } from '../../sent-with';
import { ActivateDriver } from './domain/activate-driver';
import { ApplyToDrive } from './domain/apply-to-drive';
import { RejectDocument, SubmitDocument, VerifyDocument } from './domain/show-documents';
import { DriverAnswer } from './driver.answer';
import {
  ApplyToDriveDto,
  RejectDocumentDto,
  SubmitDocumentDto,
  VerifyDocumentDto,
} from './driver.dto';
import { DriverCommandDocs, DriverIdParam, DriverRoute } from './driver.route';

const DRIVERS = ['driver', 'ops', 'system'] as const;

/** From the application to the first shift. */
@ApiTags('driver onboarding')
@Controller('v1/drivers')
export class DriverController {
  constructor(private readonly commands: CommandBus) {}

  @Put(':driverId')
  @HttpCode(201)
  @ApiResponse({ status: 201, type: DriverAnswer })
  @DriverCommandDocs('Apply to drive', DRIVERS)
  apply(@DriverIdParam() id: DriverId, @SentWith() sent: Sent, @Body() body: ApplyToDriveDto) {
    return this.commands.execute<ApplyToDrive, DriverAnswer>(new ApplyToDrive(id, body, sent));
  }

  @DriverRoute('submit-document', 'Show a paper', DRIVERS)
  submit(@DriverIdParam() id: DriverId, @SentWith() sent: Sent, @Body() body: SubmitDocumentDto) {
    return this.commands.execute(new SubmitDocument(id, body, sent));
  }

  @DriverRoute(
    'verify-document',
    'The paper is good, until then',
    ['ops', 'system'],
    'DRIVER_DOCUMENT_NOT_SHOWN, DRIVER_DOCUMENT_OVER',
  )
  verify(@DriverIdParam() id: DriverId, @SentWith() sent: Sent, @Body() body: VerifyDocumentDto) {
    return this.commands.execute(new VerifyDocument(id, body, sent));
  }

  @DriverRoute(
    'reject-document',
    'The paper is no good, and why',
    ['ops', 'system'],
    'DRIVER_DOCUMENT_NOT_SHOWN',
  )
  reject(@DriverIdParam() id: DriverId, @SentWith() sent: Sent, @Body() body: RejectDocumentDto) {
    return this.commands.execute(new RejectDocument(id, body, sent));
  }

  @DriverRoute(
    'activate',
    'The review went well: the driver may begin',
    ['ops'],
    'DRIVER_DOCUMENTS_NOT_VERIFIED',
  )
  activate(@DriverIdParam() id: DriverId, @SentWith() sent: Sent) {
    return this.commands.execute(new ActivateDriver(id, {}, sent));
  }
}
