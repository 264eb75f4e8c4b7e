import { Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { v5 as uuid } from 'uuid';
import type { DriverId, TripId } from '../../shared/kernel/ids';
import type { Sent } from '../../shared/kernel/sent';
import type { CommandAnswer } from '../../write/command-answer';
import { attemptKey, type AttemptId } from '../../write/dispatch/domain/dispatch.command';
import { ExtendOffers, HoldDispatch } from '../../write/dispatch/domain/extend-offers';
import { searchOf } from '../../write/dispatch/domain/offer-id';
import { Release } from '../../write/drivers/shift/domain/release';
import { Reserve } from '../../write/drivers/shift/domain/reserve';
import { ReserveNext } from '../../write/drivers/shift/domain/reserve-next';
import { Clock } from '../../write/process/clock';
import { sentByEngine } from '../../write/process/engine-log';
import { RevokeDeferred } from '../../write/trip/domain/unassign-driver';
import type { Desk } from '../city/offer';
import type { Story } from './cities';

const IDS = 'b7a3d1f4-21d0-5a3b-9a0e-1c1f2c7be0a4';
const DISPATCHER = 'dispatcher';

type StoryOf = (tripId: TripId) => Story | undefined;

/** The dispatcher's wishes as commands, on the one path that all commands take. */
@Injectable()
export class CommandDesk {
  constructor(
    private readonly commands: CommandBus,
    private readonly clock: Clock,
  ) {}

  /**
   * @param tick part of each command's id: the same wish at another tick is another wish
   * @param done is told where in the log each command has left it, as sortable text
   */
  at(tick: number, storyOf: StoryOf, done: (position: string) => void): Desk {
    const send = async (
      name: string,
      tripId: TripId | undefined,
      command: (sent: Sent) => object,
    ) => {
      const id = uuid(`${tick}/${name}`, IDS);
      const story = tripId && storyOf(tripId);
      const sent = sentByEngine(id, DISPATCHER, this.clock.now(), story);
      const { position } = await this.commands.execute<object, CommandAnswer>(command(sent));
      done(position);
    };
    const ofSearch = (verb: string, search: AttemptId, command: (sent: Sent) => object) =>
      send(`${verb}/${attemptKey(search)}`, search.tripId, command);
    const ofDriver = (
      verb: string,
      driverId: DriverId,
      offerId: string,
      command: (sent: Sent) => object,
    ) => send(`${verb}/${offerId}/${driverId}`, searchOf(offerId)?.tripId, command);
    return {
      reserve: (driverId, what) =>
        ofDriver('reserve', driverId, what.offerId, (sent) => new Reserve(driverId, what, sent)),
      reserveNext: (driverId, what) =>
        ofDriver(
          'reserve',
          driverId,
          what.offerId,
          (sent) => new ReserveNext(driverId, what, sent),
        ),
      release: (driverId, what) =>
        ofDriver('release', driverId, what.offerId, (sent) => new Release(driverId, what, sent)),
      extend: (search, what) =>
        ofSearch('extend', search, (sent) => new ExtendOffers(search, what, sent)),
      hold: (search, what) =>
        ofSearch('hold', search, (sent) => new HoldDispatch(search, what, sent)),
      revoke: (tripId, what) =>
        send(`revoke/${tripId}`, tripId, (sent) => new RevokeDeferred(tripId, what, sent)),
    };
  }
}
