import { specFor } from '#test/spec-for';
import { approve, cancel, force } from '#test/trip-command.samples';
import {
  aborted,
  arrived,
  assigned,
  bob,
  cancelled,
  completed,
  corrected,
  fareFinalised,
  matching,
  noShow,
  olga,
  oscar,
  proposed,
  requested,
  started,
} from '#test/trip.samples';
import { CorrectionRefused, SecondApproverNeeded } from './trip-closing.errors';
import { tripDecider } from './trip.decider';
import { TripNotFound, TripNotYours } from './trip.errors';

const { given } = specFor(tripDecider);
const riding = [requested(), matching(), assigned(), arrived(), started()];

describe('proposing a correction', () => {
  it('changes nothing but asks for a second opinion', () =>
    given(requested()).when(force()).then(proposed()));

  it('replaces a proposal that awaits approval', () =>
    given(requested(), proposed())
      .when(force({ to: 'Unfulfilled', ticket: 'OPS-78' }))
      .then(proposed({ to: 'Unfulfilled', ticket: 'OPS-78' })));

  it('is refused when the trip is there already', () =>
    given(requested(), cancelled()).when(force()).thenRefused(CorrectionRefused));

  it('is refused to complete a trip that never had a driver', () =>
    given(requested(), matching())
      .when(force({ to: 'Completed' }))
      .thenRefused(CorrectionRefused));

  it('completes a trip whose driver forgot to', () =>
    given(...riding)
      .when(force({ to: 'Completed' }))
      .then(proposed({ to: 'Completed' })));

  it('is refused to settle a trip without a final fare', () =>
    given(...riding, completed())
      .when(force({ to: 'Settled' }))
      .thenRefused(CorrectionRefused));

  it('settles a trip whose fare is final', () =>
    given(...riding, completed(), fareFinalised())
      .when(force({ to: 'Settled' }))
      .then(proposed({ to: 'Settled' })));

  it('is refused for a trip that nobody requested', () =>
    given().when(force()).thenRefused(TripNotFound));
});

describe('approving a correction', () => {
  it('makes it true and names both who wanted it', () =>
    given(requested(), proposed()).when(approve()).then(corrected()));

  it('is refused to the one who proposed it', () =>
    given(requested(), proposed()).when(approve({}, olga)).thenRefused(SecondApproverNeeded));

  it('is open to the first proposer once somebody else proposed', () =>
    given(requested(), proposed(), proposed({ proposedBy: oscar.id }))
      .when(approve({}, olga))
      .then(corrected({ proposedBy: oscar.id, approvedBy: olga.id })));

  it('is refused for another ticket', () =>
    given(requested(), proposed())
      .when(approve({ ticket: 'OPS-78' }))
      .thenRefused(CorrectionRefused));

  it('is refused when nothing was proposed', () =>
    given(requested()).when(approve()).thenRefused(CorrectionRefused));

  it('takes a trip that is requested anew out of the hands of its driver', () =>
    given(...riding, corrected({ from: 'InProgress', to: 'Requested' }))
      .when(cancel({}, bob))
      .thenRefused(TripNotYours));

  it('happens once', () =>
    given(requested(), proposed(), corrected()).when(approve()).thenRefused(CorrectionRefused));

  it('is refused when the trip got there by itself meanwhile', () =>
    given(requested(), proposed(), cancelled()).when(approve()).thenRefused(CorrectionRefused));

  it.each([
    ['Cancelled', 'PLANS_CHANGED', [requested(), cancelled()]],
    ['NoShow', 'NO_SHOW', [...riding.slice(0, 4), noShow()]],
    ['Aborted', 'ABORTED', [...riding, aborted()]],
    ['InProgress', null, riding],
  ])('tells the market how a %s trip was counted', (from, cancelledAs, history) =>
    given(...history, proposed({ to: 'Unfulfilled' }))
      .when(approve())
      .then(corrected({ from, to: 'Unfulfilled', cancelledAs })),
  );

  it('tells the market when an earlier correction had cancelled the trip', () =>
    given(requested(), proposed(), corrected(), proposed({ to: 'Requested' }))
      .when(approve())
      .then(corrected({ from: 'Cancelled', to: 'Requested', cancelledAs: 'CORRECTED' })));
});
