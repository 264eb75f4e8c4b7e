import * as the from '#test/driver.samples';
import { projectionSpec } from '#test/projection-spec';
import { DOCUMENT_KINDS } from '../../shared/events/driver.shapes';
import type { CarPapers } from './car-papers';
import { driverCompliance, type DriverCompliance } from './driver-compliance';
import type { Paper } from './papers';

const cleo = { driverId: the.cleoId };
const { given } = projectionSpec(driverCompliance, [
  the.applied(cleo),
  the.submitted(cleo),
  the.verified({ ...cleo, validUntil: the.day('05-01') }),
]);

const missing: Paper = { status: 'Missing', validUntil: null };
const papers = (change: Partial<DriverCompliance['documents']> = {}) =>
  ({
    ...Object.fromEntries(DOCUMENT_KINDS.map((kind) => [kind, missing])),
    ...change,
  }) as DriverCompliance['documents'];
const licence = (paper: Paper) => papers({ 'driving-licence': paper });
const shown = (change: Partial<DriverCompliance>) => ({
  [the.bobId]: {
    ...{ driverId: the.bobId, cityId: 'nyc', status: 'Applied', documents: papers() },
    ...{ vehicles: [], nextExpiry: null, ...change },
  },
});
const bobsCar: CarPapers = {
  ...{ vehicleId: 'car-of-bob', status: 'Registered', tiers: ['economy'], seats: 4 },
  ...{ wheelchair: false, childSeat: false, year: 2012, inspectedUntil: null, onShiftOf: null },
};
const { validUntil } = the;

describe('a driver’s papers', () => {
  it('are missing at first', () => given().when(the.applied()).then(shown({})));

  it('are shown, rejected and shown again', () => {
    const documents = (status: Paper['status']) => licence({ status, validUntil: null });
    const status = 'DocumentsPending';
    given(the.applied())
      .when(the.submitted())
      .then(shown({ status, documents: documents('Submitted') }));
    given(the.applied(), the.submitted())
      .when(the.rejected())
      .then(shown({ status, documents: documents('Rejected') }));
  });

  it('take a driver into the review, and back', () => {
    given(...the.underReview)
      .when(the.rejected())
      .then(
        shown({
          status: 'DocumentsPending',
          documents: {
            ...(Object.fromEntries(
              DOCUMENT_KINDS.map((kind) => [kind, { status: 'Submitted', validUntil: null }]),
            ) as DriverCompliance['documents']),
            'driving-licence': { status: 'Rejected', validUntil: null },
          },
        }),
      );
  });

  it('hold until they run out, whatever is shown meanwhile', () => {
    const pending = { status: 'DocumentsPending' } as const;
    given(the.applied(), the.submitted())
      .when(the.verified(), the.expiring(), the.submitted())
      .then(
        shown({
          ...{ ...pending, documents: licence({ status: 'Submitted', validUntil }) },
          nextExpiry: validUntil,
        }),
      );
    given(the.applied(), the.submitted(), the.verified())
      .when(the.expired())
      .then(shown({ ...pending, documents: licence({ status: 'Expired', validUntil }) }));
  });

  it.each([
    [the.activated(), 'Active'],
    [the.suspended(), 'Suspended'],
    [the.deactivated(), 'Deactivated'],
  ])('go with the driver’s state: %#', (event, status) =>
    given(the.applied()).when(event).then(shown({ status })),
  );
});

describe('a driver’s cars', () => {
  it('are listed with their inspection', () =>
    given(the.applied())
      .when(the.registered(), the.inspected(), the.approved(), the.held())
      .then(
        shown({
          vehicles: [
            {
              ...{ ...bobsCar, status: 'Approved', tiers: ['economy', 'premium'] },
              ...{ inspectedUntil: validUntil, onShiftOf: the.bobId },
            },
          ],
          nextExpiry: validUntil,
        }),
      ));

  it('come off the road, and count no longer once they are retired', () => {
    given(the.applied(), the.registered(), the.inspected(), the.held())
      .when(the.lapsed(), the.released())
      .then(
        shown({
          vehicles: [{ ...bobsCar, status: 'Lapsed', inspectedUntil: validUntil }],
          nextExpiry: validUntil,
        }),
      );
    given(the.applied(), the.registered(), the.inspected())
      .when(the.retired())
      .then(shown({ vehicles: [{ ...bobsCar, status: 'Retired', inspectedUntil: validUntil }] }));
  });

  it('may be there before their driver', () =>
    given()
      .when(the.registered())
      .then(shown({ status: 'Unknown', vehicles: [bobsCar] })));
});
