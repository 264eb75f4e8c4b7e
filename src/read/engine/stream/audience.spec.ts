import { recorded } from '#test/projection-spec';
import * as shift from '#test/shift.samples';
import * as the from '#test/trip.samples';
import { Audience, driverTopic, EVERYTHING, tripTopic, type Told } from './audience';

const [requested, committed] = recorded([the.requested(), shift.committed()]).map(
  (event): Told => ({ place: event.id, event }),
);
if (!requested || !committed) throw new Error('Two are recorded');

function listening(audience: Audience, ...topics: readonly string[]) {
  const heard: Told[] = [];
  const listener = audience.join(
    (told) => heard.push(told),
    (error) => {
      throw error;
    },
  );
  listener.listenTo(...topics);
  return { listener, heard };
}

describe('those who listen', () => {
  it('are told what concerns them, once however often it does', () => {
    const audience = new Audience();
    const bob = listening(audience, driverTopic(shift.bobId), tripTopic(shift.first));
    const trip = listening(audience, tripTopic(the.tripId));
    const cleo = listening(audience, driverTopic('cleo'));
    const ops = listening(audience, EVERYTHING);
    audience.tell(requested);
    audience.tell(committed);
    expect(bob.heard).toEqual([requested, committed]);
    expect(trip.heard).toEqual([requested, committed]);
    expect(cleo.heard).toEqual([]);
    expect(ops.heard).toEqual([requested, committed]);
  });

  it('may listen to something else from one event to the next, and leave for good', () => {
    const audience = new Audience();
    const { listener, heard } = listening(audience, tripTopic(the.tripId));
    listener.listenTo(driverTopic(shift.bobId));
    audience.tell(requested);
    expect(heard).toEqual([]);
    expect([listener.hears(requested.event), listener.hears(committed.event)]).toEqual([
      false,
      true,
    ]);
    listener.leave();
    listener.listenTo(EVERYTHING);
    audience.tell(committed);
    expect(heard).toEqual([]);
  });

  it('are no worse for one who cannot take an event, and who hears no more', () => {
    const audience = new Audience();
    const broken: unknown[] = [];
    const poisoned = audience.join(
      () => {
        throw new Error('poison');
      },
      (error) => broken.push(error),
    );
    poisoned.listenTo(EVERYTHING);
    const { heard } = listening(audience, EVERYTHING);
    audience.tell(requested);
    audience.tell(committed);
    expect(heard).toEqual([requested, committed]);
    expect(broken).toEqual([new Error('poison')]);
  });
});
