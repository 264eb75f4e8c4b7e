import { refuseStale } from './doubts';
import { StaleRevision } from './write.errors';

const sent = (expectedRevision?: bigint) => ({
  ...{ commandId: 'c-1', requestHash: 'hash', actor: { type: 'ops', id: 'olga' } as const },
  ...{ occurredAt: '2014-04-01T04:11:00.000Z', correlationId: 'c-1', causationId: 'c-1' },
  ...(expectedRevision === undefined ? {} : { expectedRevision }),
});
const last = { revision: 5n, position: { commit: 50n, prepare: 50n } };

/** A stream whose last two events mean nothing any more. */
const stream = { last, lastMeant: 3n };

describe('the revision that a client has seen', () => {
  it.each([undefined, 5n, 3n])('may be %s', (seen) => {
    expect(() => refuseStale(sent(seen), stream)).not.toThrow();
  });

  it.each([2n, 4n, 6n])('is stale when it is %s', (seen) => {
    expect(() => refuseStale(sent(seen), stream)).toThrow(StaleRevision);
  });

  it('is stale where there is no stream', () =>
    expect(() => refuseStale(sent(0n), { last: undefined, lastMeant: undefined })).toThrow(
      StaleRevision,
    ));
});
