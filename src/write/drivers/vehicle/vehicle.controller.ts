import { BadRequestException, Body, Controller, HttpCode, Put } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiResponse, ApiTags } from '@nestjs/swagger';
import type { DriverId, VehicleId } from '../../../shared/kernel/ids';
import type { Sent } from '../../../shared/kernel/sent';
import { SentWith } from '../../sent-with';
import { ReleaseVehicle, ShareVehicle, UnshareVehicle } from './domain/hold-vehicle';
import {
  ApproveVehicle,
  InspectVehicle,
  LapseVehicle,
  RetireVehicle,
} from './domain/inspect-vehicle';
import { RegisterVehicle } from './domain/register-vehicle';
import { VehicleAnswer } from './vehicle.answer';
import {
  InspectVehicleDto,
  RegisterVehicleDto,
  ReleaseVehicleDto,
  RetireVehicleDto,
  ShareVehicleDto,
  TiersDto,
} from './vehicle.dto';
import { VehicleCommandDocs, VehicleIdParam, VehicleRoute } from './vehicle.route';

const OWNERS = ['driver', 'ops', 'system'] as const;
const STAFF = ['ops', 'system'] as const;

@ApiTags('vehicles')
@Controller('v1/vehicles')
export class VehicleController {
  constructor(private readonly commands: CommandBus) {}

  @Put(':vehicleId')
  @HttpCode(201)
  @ApiResponse({ status: 201, type: VehicleAnswer })
  @VehicleCommandDocs('Register a car', OWNERS)
  register(
    @VehicleIdParam() id: VehicleId,
    @SentWith() sent: Sent,
    @Body() body: RegisterVehicleDto,
  ) {
    const { actor } = sent;
    const ownerId = body.ownerId ?? (actor.type === 'driver' ? (actor.id as DriverId) : undefined);
    if (ownerId === undefined) throw new BadRequestException(['ownerId names whose car it is']);
    const { cityId, tiers, seats, wheelchair, childSeat = false, year, plate, vin } = body;
    const car = { ownerId, cityId, tiers, seats, wheelchair, childSeat, year, plate, vin };
    const command = new RegisterVehicle(id, car, sent);
    return this.commands.execute<RegisterVehicle, VehicleAnswer>(command);
  }

  @VehicleRoute('inspect', 'What an inspection has found', STAFF, 'VEHICLE_INSPECTION_OVER')
  inspect(
    @VehicleIdParam() id: VehicleId,
    @SentWith() sent: Sent,
    @Body() body: InspectVehicleDto,
  ) {
    return this.commands.execute(new InspectVehicle(id, body, sent));
  }

  @VehicleRoute(
    'approve',
    'Let it on the road, for these tiers',
    ['ops'],
    'VEHICLE_INSPECTION_OVER',
  )
  approve(@VehicleIdParam() id: VehicleId, @SentWith() sent: Sent, @Body() body: TiersDto) {
    return this.commands.execute(new ApproveVehicle(id, body, sent));
  }

  @VehicleRoute('lapse', 'Take it off the road until it is inspected and approved again', STAFF)
  lapse(@VehicleIdParam() id: VehicleId, @SentWith() sent: Sent) {
    return this.commands.execute(new LapseVehicle(id, {}, sent));
  }

  @VehicleRoute('retire', 'Take it off the road for good', OWNERS)
  retire(@VehicleIdParam() id: VehicleId, @SentWith() sent: Sent, @Body() body: RetireVehicleDto) {
    return this.commands.execute(new RetireVehicle(id, body, sent));
  }

  @VehicleRoute('share', 'Let another driver use it', OWNERS)
  share(@VehicleIdParam() id: VehicleId, @SentWith() sent: Sent, @Body() body: ShareVehicleDto) {
    return this.commands.execute(new ShareVehicle(id, body, sent));
  }

  @VehicleRoute('unshare', 'Not from the next shift on', OWNERS)
  unshare(@VehicleIdParam() id: VehicleId, @SentWith() sent: Sent, @Body() body: ShareVehicleDto) {
    return this.commands.execute(new UnshareVehicle(id, body, sent));
  }

  @VehicleRoute('release', 'Give it back for a shift that cannot do so itself', ['ops'])
  release(
    @VehicleIdParam() id: VehicleId,
    @SentWith() sent: Sent,
    @Body() body: ReleaseVehicleDto,
  ) {
    const { driverId, shiftNo } = body;
    return this.commands.execute(new ReleaseVehicle(id, { driverId, shiftNo, cause: 'ops' }, sent));
  }
}
