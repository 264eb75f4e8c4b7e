import { specFor } from '#test/spec-for';
import { settle } from '#test/trip-command.samples';
import {
  aborted,
  arrived,
  assigned,
  completed,
  corrected,
  fareFinalised,
  matching,
  requested,
  settled,
  started,
} from '#test/trip.samples';
import { FareStillOpen } from './trip-closing.errors';
import { tripDecider } from './trip.decider';
import { TripInvalidTransition } from './trip.errors';

const { given } = specFor(tripDecider);
const riding = [requested(), matching(), assigned(), arrived(), started()];

describe('settling a trip', () => {
  it.each(['captured', 'cash', 'debt'] as const)('closes the money as %s', (mode) =>
    given(...riding, completed(), fareFinalised())
      .when(settle({ mode }))
      .then(settled({ mode })),
  );

  it('closes the money of an aborted trip', () =>
    given(...riding, aborted(), fareFinalised())
      .when(settle())
      .then(settled()));

  it.each([completed(), aborted()])('refuses before the fare is final ($type)', (ended) =>
    given(...riding, ended)
      .when(settle())
      .thenRefused(FareStillOpen),
  );

  it('settles once', () =>
    given(...riding, completed(), fareFinalised(), settled())
      .when(settle())
      .thenRefused(TripInvalidTransition));

  it('settles a trip again that a correction reopened, at the fare it had', () =>
    given(...riding, completed(), fareFinalised(), settled(), corrected({ to: 'Completed' }))
      .when(settle({ mode: 'debt' }))
      .then(settled({ mode: 'debt' })));
});
