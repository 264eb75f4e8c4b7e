import { randomUUID } from 'node:crypto';
import { fresh } from '#test/log';
import { useStores } from '#test/stores';
import * as the from '#test/trip.samples';
import { ProblemException } from '../../src/shared/http/problem';
import { formatPosition } from '../../src/shared/kernel/log-position';
import { Metrics } from '../../src/shared/metrics/metrics';
import { Intake } from '../../src/write/intake';
import { SystemClock } from '../../src/write/process/clock';
import { EngineLog } from '../../src/write/process/engine-log';
import {
  KeptPlaces,
  matchingPositions,
  POLICY_POSITIONS,
} from '../../src/write/process/kept-places';

const BEGAN_MS = Date.parse('2027-03-01T08:00:00.000Z');
const stores = useStores();
let nowMs = BEGAN_MS;
const metrics = new Metrics();
let intake: Intake;
/** Each spec in a city of its own, hours after the one before. */
let cityId: string;
beforeAll(() => {
  intake = new Intake(stores().store, metrics, () => nowMs);
});
beforeEach(() => {
  cityId = `city-${randomUUID().slice(0, 8)}`;
  nowMs += 3_600_000;
});

/** A fact recorded just now. @returns where it stands */
async function happens(): Promise<string> {
  const event = fresh(the.requested());
  const recordedAt = new Date(nowMs).toISOString();
  const metadata = { ...event.metadata, recordedAt };
  const { position } = await stores().store.append(`trip-${randomUUID()}`, 'no stream', [
    { ...event, metadata },
  ]);
  return formatPosition(position);
}

const places = (stream: string) =>
  new KeptPlaces(stream, new EngineLog(stores().store, new SystemClock()));
const searchesAt = (place: string) => places(POLICY_POSITIONS).keep({ 'driver-search': place });
const matchingAt = (place: string) => places(matchingPositions(cityId)).keep({ matching: place });

/** What a rider is told after so many seconds more; undefined: there is room. */
async function told(afterS: number, city = cityId): Promise<object | undefined> {
  nowMs += afterS * 1000;
  return intake.expectRoom(city, new Date(nowMs).toISOString()).then(
    () => undefined,
    (error: unknown) => (error as ProblemException).problem,
  );
}

const behind = (behindS: number) => ({
  ...{ status: 503, code: 'MATCHING_BEHIND', retryAfterS: behindS },
  more: { behindS, retryAfterS: behindS },
});

describe('the intake of requests', () => {
  it('is open where nobody ever said how far they have come', async () => {
    await happens();
    expect(await told(3600)).toBeUndefined();
  });

  it('closes when the policies are late, and opens when they have caught up well', async () => {
    await searchesAt(await happens());
    const [first, second] = [await happens(), ((nowMs += 6000), await happens())];
    expect(await told(3)).toBeUndefined();
    expect(await told(2)).toMatchObject(behind(11));
    await searchesAt(first);
    expect(await told(1)).toMatchObject(behind(6));
    await searchesAt(second);
    expect(await told(1)).toBeUndefined();
    await happens();
    expect(await told(9)).toBeUndefined();
    expect(await told(2)).toMatchObject(behind(11));
    await searchesAt(await happens());
    expect(await told(1)).toBeUndefined();
  });

  it('closes for a city whose dispatcher is late, and for no other', async () => {
    const place = await happens();
    await matchingAt(place);
    await searchesAt(await happens());
    expect(await told(11)).toMatchObject(behind(11));
    expect(await told(0, 'elsewhere')).toBeUndefined();
    expect(await intake.late()).toEqual([`matching ${cityId} (11 s behind)`]);
    const shown = await metrics.registry.metrics();
    expect(shown).toContain(`hailstream_requests_behind_seconds{reader="matching ${cityId}"} 11`);
  });

  it('takes what is told of the past, however late everybody is', async () => {
    await matchingAt(await happens());
    await happens();
    nowMs += 60_000;
    await expect(intake.expectRoom(cityId, '2014-04-01T00:00:00.000Z')).resolves.toBeUndefined();
  });
});
