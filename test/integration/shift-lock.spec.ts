import { randomUUID } from 'node:crypto';
import * as the from '#test/shift.samples';
import { useStores } from '#test/stores';
import { at } from '#test/trip.samples';
import type { DriverId, TripId } from '../../src/shared/kernel/ids';
import { DecideAndAppend } from '../../src/write/decide-and-append';
import { RememberedStreams } from '../../src/write/remembered-streams';
import type { ShiftCommand } from '../../src/write/drivers/shift/domain/shift.command';
import { shiftDecider } from '../../src/write/drivers/shift/domain/shift.decider';

const stores = useStores();
const CONTENDERS = 12;
const LOSSES = ['SHIFT_ALREADY_RESERVED', 'SHIFT_INVALID_TRANSITION', 'LOST_RACE'];

/** As many processes as contenders: each with a memory of its own, which is soon out of date. */
const doors = Array.from({ length: CONTENDERS }, () => new RememberedStreams());

async function settledCodes(driverId: DriverId, commands: readonly ShiftCommand[]) {
  const outcomes = await Promise.allSettled(
    commands.map((command, index) => {
      const door = new DecideAndAppend(stores().store, doors[index]);
      const commandId = randomUUID();
      const sent = { ...command.sent, commandId, requestHash: commandId };
      const own = Object.assign(Object.create(Object.getPrototypeOf(command) as object), command, {
        ...{ driverId, sent },
      }) as ShiftCommand;
      return door.execute(shiftDecider, driverId, own, { creates: true });
    }),
  );
  return outcomes.map((each) =>
    each.status === 'fulfilled' ? 'won' : (each.reason as { code?: string }).code,
  );
}

const offers = Array.from({ length: CONTENDERS }, (_, index) => ({
  offerId: `offer-${index}`,
  tripId: `trip-${index}` as TripId,
}));
const typesOf = async (driverId: DriverId) =>
  (await stores().store.readStream(`shift-${driverId}`)).events.map(({ type }) => type);

describe('the reservation lock', () => {
  it('gives a driver to one of many who want them at once, and every other a typed refusal', async () => {
    for (let round = 0; round < 10; round++) {
      const driverId = `driver-${round}` as DriverId;
      await settledCodes(driverId, [the.goOnline({}, { type: 'driver', id: driverId })]);
      const codes = await settledCodes(
        driverId,
        offers.map((offer) => the.reserve({ ...offer, until: at('04:12:00') })),
      );
      expect(codes.filter((code) => code === 'won')).toHaveLength(1);
      expect(codes.filter((code) => code !== 'won' && !LOSSES.includes(code ?? ''))).toEqual([]);
      expect(await typesOf(driverId)).toEqual(['ShiftStarted', 'DriverReserved']);
    }
  });

  it('begins one shift of many that want to begin at once', async () => {
    const driverId = 'starter' as DriverId;
    const codes = await settledCodes(
      driverId,
      offers.map(() => the.goOnline({}, { type: 'driver', id: driverId })),
    );
    expect(codes.filter((code) => code === 'won')).toHaveLength(1);
    expect(await typesOf(driverId)).toEqual(['ShiftStarted']);
  });

  it('lets either the commitment or the release have the offer', async () => {
    for (let round = 0; round < 10; round++) {
      const driverId = `torn-${round}` as DriverId;
      await settledCodes(driverId, [the.goOnline({}, { type: 'driver', id: driverId })]);
      await settledCodes(driverId, [the.reserve()]);
      const codes = await settledCodes(driverId, [the.commit(), the.release()]);
      expect([...codes].sort()).toEqual(['SHIFT_INVALID_TRANSITION', 'won']);
    }
  });
});
