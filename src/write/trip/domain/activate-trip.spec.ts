import { specFor } from '#test/spec-for';
import { activate, offered } from '#test/trip-command.samples';
import { activated, at, market, requote, scheduled, system } from '#test/trip.samples';
import { tripDecider } from './trip.decider';
import { QuoteExpired, TooEarlyToActivate } from './trip.errors';

const { given } = specFor(tripDecider);
const activatesAt = at('05:30:00');
const fromThen = { market: { ...market, requestedAt: activatesAt } };
const dearer = { ...requote, validUntil: activatesAt };

describe('activating a scheduled trip', () => {
  it('asks for a driver exactly half an hour before the pickup, at the price agreed on', () =>
    given(scheduled()).when(activate()).then(activated(fromThen)));

  it('refuses to a second earlier', () =>
    given(scheduled())
      .when(activate({}, system, at('05:29:59')))
      .thenRefused(TooEarlyToActivate, { activatesAt }));

  it('counts the trip as requested when it activates, however late', () =>
    given(scheduled())
      .when(activate({}, system, at('06:10:00')))
      .then(activated({ market: { ...market, requestedAt: at('06:10:00') } })));

  it('takes the price that the rider accepted anew', () =>
    given(scheduled())
      .when(activate({ requote: dearer }))
      .then(activated({ ...fromThen, quote: requote })));

  it('refuses a new price that has expired', () =>
    given(scheduled())
      .when(activate({ requote: { ...offered, validUntil: at('05:29:59') } }))
      .thenRefused(QuoteExpired));
});
