import { requested } from '#test/trip.samples';
import { PersonalNote, refusePersonalNotes } from './personal-notes';
import type { Fact } from './process.orders';

const fact = requested() as unknown as Fact;

describe('a policy’s notes', () => {
  it.each([
    ['a PIN', { said: 'the PIN is 4711' }],
    ['a place', { where: 'place-lenox-hill' }],
    ['a coordinate', { lat: 40.769 }],
  ])('must not repeat %s', (_, notes) => {
    expect(() => refusePersonalNotes(notes, fact)).toThrow(PersonalNote);
  });

  it('may count, name and time', () => {
    const notes = { count: 4711, total: 14_711, trip: 'x-47110', at: '2026-11-21T04:47:11.000Z' };
    expect(() => refusePersonalNotes({ ...notes, done: true, none: null }, fact)).not.toThrow();
  });

  it('may say anything of whom nothing is known any more', () => {
    const erased = { ...fact, data: { ...fact.data, boardingPin: '0000' } };
    expect(() => refusePersonalNotes({ amount: 'USD 0000' }, erased)).not.toThrow();
  });
});
