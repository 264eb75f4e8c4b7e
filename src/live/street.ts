/** What a rider brings to the car. */
export interface Meeting {
  readonly pin: string;
  /** After the driver's arrival, in seconds of the city. */
  readonly boardsInS: number;
}

/** Where riders and drivers meet: what they say to each other goes through no platform. */
export class Street {
  private readonly waiting = new Map<string, Meeting>();

  expect(tripId: string, meeting: Meeting): void {
    this.waiting.set(tripId, meeting);
  }

  leave(tripId: string): void {
    this.waiting.delete(tripId);
  }

  meet(tripId: string): Meeting | undefined {
    return this.waiting.get(tripId);
  }
}
