/** A document of the benchmark's collection. */
export interface Trip {
  readonly _id: string;
  readonly riderId: string;
  readonly status: string;
  readonly zone: number;
  readonly requestedAt: Date;
  readonly pickup: { lat: number; lon: number };
  readonly fare: { minor: number; currency: string };
  readonly stops: { place: string; kind: string }[];
  readonly position: number;
}

const STATUSES = ['requested', 'assigned', 'on-trip', 'completed', 'cancelled'];

export function tripId(i: number): string {
  return `trip-${i.toString().padStart(9, '0')}-6f1d0c5e`;
}

/** A document of about 300 bytes, as a read model of a trip would be. */
export function trip(i: number, position = i): Trip {
  return {
    _id: tripId(i),
    riderId: `rider-${i % 997}`,
    status: STATUSES[i % STATUSES.length] ?? '',
    zone: i % 263,
    requestedAt: new Date(1_396_310_400_000 + i * 1000),
    pickup: { lat: 40.7 + (i % 1000) / 10_000, lon: -73.9 - (i % 777) / 10_000 },
    fare: { minor: 500 + (i % 4000), currency: 'USD' },
    stops: [
      { place: `place-${i % 5000}`, kind: 'pickup' },
      { place: 'place-1', kind: 'drop-off' },
    ],
    position,
  };
}
