import { Type } from '@sinclair/typebox';
import { declareEvent, type DomainEvent } from '../../src/shared/events/event';
import { merger, upcaster, UpcasterChain, type Shape } from '../../src/shared/events/upcast';

/** What an event of these shapes tells: the letters that it was written with. */
interface Told {
  readonly told: string;
}

const shapes = {
  asked: { type: 'Asked', version: 2 },
  askedOnce: { type: 'Asked', version: 1 },
  priced: { type: 'Priced', version: 1 },
  agreed: { type: 'Agreed', version: 1 },
  ride: { type: 'Ride', version: 2 },
  rideOnce: { type: 'Ride', version: 1 },
  tip: { type: 'Tip', version: 1 },
  both: { type: 'Both', version: 1 },
  noise: { type: 'Noise', version: 1 },
} as const satisfies Record<string, Shape>;

export type ShapeKey = keyof typeof shapes;
export const shapeKeys = Object.keys(shapes) as ShapeKey[];
export const shapeOf = (key: ShapeKey): Shape => shapes[key];

const { asked, askedOnce, priced, agreed, ride, rideOnce, tip, both, noise } = shapes;
const marked = (mark: string) => (data: Told) => [{ told: `${mark}${data.told}` }];

/** A history with everything in it: a rename, a reshaping, a split, a drop, and three neighbours merged into one. */
export const evolved = new UpcasterChain(
  [ride, tip].map(({ type, version }) =>
    declareEvent(type, version, Type.Object({ told: Type.String() })),
  ),
  [
    upcaster<Told>(askedOnce, [asked], marked('^')),
    upcaster<Told>(asked, [ride], marked('asked ')),
    upcaster<Told>(priced, [ride], marked('priced ')),
    upcaster<Told>(agreed, [], () => []),
    upcaster<Told>(rideOnce, [ride], marked('old ')),
    upcaster<Told>(both, [ride, tip], (data) => [data, data]),
    upcaster<Told>(noise, [], () => []),
  ],
  {
    mergers: [
      merger<[Told, Told, Told]>([asked, priced, agreed], rideOnce, (...all) => ({
        told: all.map(({ told }) => told).join('+'),
      })),
    ],
  },
);

/** The same by hand: what these events, written by one command, say today; by the place at which each is told. */
export function meant(written: readonly (readonly [ShapeKey, string])[]): DomainEvent[][] {
  const today = written.map(([key, told]) => alone(key, told));
  for (const index of written.keys()) {
    const [first, second, third] = written.slice(index, index + 3);
    const keys = [first, second, third].map((each) => each?.[0]).join(' ');
    if (!/^asked(Once)? priced agreed$/.test(keys)) continue;
    const mark = first?.[0] === 'askedOnce' ? '^' : '';
    const told = `old ${mark}${first?.[1]}+${second?.[1]}+${third?.[1]}`;
    today.splice(index, 3, [], [], [{ type: 'Ride', data: { told } }]);
  }
  return today;
}

function alone(key: ShapeKey, told: string): DomainEvent[] {
  const says = (text: string, type = 'Ride') => ({ type, data: { told: text } });
  const today: Record<ShapeKey, DomainEvent[]> = {
    ...{ asked: [says(`asked ${told}`)], askedOnce: [says(`asked ^${told}`)] },
    ...{ priced: [says(`priced ${told}`)], agreed: [], noise: [] },
    ...{ ride: [says(told)], rideOnce: [says(`old ${told}`)], tip: [says(told, 'Tip')] },
    both: [says(told), says(told, 'Tip')],
  };
  return today[key];
}
