import * as the from '#test/driver.samples';
import { policySpec, sends } from '#test/policy-spec';
import { happened } from '#test/projection-spec';
import { system } from '#test/trip.samples';
import { NoteExpiry } from './note-expiry';
import { whenDocumentVerifiedWatchItsEnd } from './when-document-verified-watch-its-end';

const { given } = policySpec(whenDocumentVerifiedWatchItsEnd);
const verified = happened(the.verified(), the.day('03-01'));
const looksAt = (at: string, validUntil = the.validUntil) =>
  sends(at, the.ofBob(NoteExpiry, { kind: 'driving-licence', validUntil }, system, at));
const on = (date: string) => `2015-${date}T10:00:00.000Z`;

describe('a paper that was verified', () => {
  it('is looked at a month, a week and a day before its end, and then', () =>
    given(verified)
      .when('2015-12-31T00:00:00.000Z')
      .thenSends(...['01-30', '02-22', '02-28', '03-01'].map((date) => looksAt(on(date)))));

  it('is not looked at earlier', () =>
    given(verified).when('2015-01-30T09:59:59.999Z').thenNothing());

  it('that was renewed is looked at before its new end', () => {
    const validUntil = '2016-03-01T10:00:00.000Z';
    given(verified, happened(the.verified({ validUntil }), on('02-01')))
      .when('2016-02-01T00:00:00.000Z')
      .thenSends(looksAt(on('01-30')), looksAt('2016-01-31T10:00:00.000Z', validUntil));
  });

  it('of somebody who drives no more is left alone', () =>
    given(verified, happened(the.deactivated(), the.day('04-01')))
      .when('2015-12-31T00:00:00.000Z')
      .thenNothing());
});
