import type { Audit, Checker, Reactions, RecordedEventOf } from './checker';

/** One vehicle on one shift: domain rules, 2.3 and 2.4. */
export class Vehicles implements Checker {
  readonly invariants = ['one-shift-per-vehicle', 'shift-holds-its-vehicle'];
  /** Which shift is driven with it, as the shifts have it. */
  private readonly driven = new Map<string, string>();
  /** Which shift holds it, as the vehicles have it; null when it is known and nobody does. */
  private readonly heldBy = new Map<string, string | null>();

  constructor(private readonly audit: Audit) {}

  readonly on: Reactions = {
    VehicleRegistered: ({ data: { vehicleId } }) => {
      this.heldBy.set(vehicleId, null);
    },
    VehicleHeld: ({ data }) => {
      this.heldBy.set(data.vehicleId, shiftIn(data));
    },
    VehicleReleased: ({ data: { vehicleId } }) => {
      this.heldBy.set(vehicleId, null);
    },
    ShiftStarted: (event) => this.started(event),
    ShiftEnded: ({ data }) => {
      if (this.driven.get(data.vehicleId) === shiftIn(data)) this.driven.delete(data.vehicleId);
    },
  };

  private started(event: RecordedEventOf<'ShiftStarted'>): void {
    const { vehicleId } = event.data;
    const { verdicts } = this.audit;
    const shift = shiftIn(event.data);
    const other = this.driven.get(vehicleId);
    const twice = other && `${vehicleId} is on the shifts ${other} and ${shift}`;
    verdicts.judge('one-shift-per-vehicle', event, twice);
    this.driven.set(vehicleId, shift);
    const holder = this.heldBy.get(vehicleId);
    if (holder === undefined) return;
    const fault = `${vehicleId} is held by ${holder ?? 'nobody'}, driven on ${shift}`;
    verdicts.judge('shift-holds-its-vehicle', event, holder === shift ? undefined : fault);
  }
}

function shiftIn({ driverId, shiftNo }: { driverId: string; shiftNo: number }): string {
  return `${driverId}.${shiftNo}`;
}
