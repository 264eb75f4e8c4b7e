import { Type } from '@sinclair/typebox';
import { declareEvent } from './event';
import {
  BrokenUpcasters,
  downcaster,
  merger,
  NoWayDown,
  shapeName,
  UnevenLift,
  UnknownShape,
  upcaster,
  UpcasterChain,
  type Merger,
  type Shape,
  type Upcaster,
} from './upcast';

const shape = (name: string): Shape => {
  const [type = '', version = ''] = name.split('.v');
  return { type, version: Number(version) };
};

/** Declares `Ride.v2` as one of today's shapes. */
const today = (...names: string[]) =>
  names.map((name) => declareEvent(shape(name).type, shape(name).version, Type.Object({})));

/** A step that passes its data on to each target and notes which way it came. */
const step = (from: string, ...to: string[]): Upcaster =>
  upcaster<{ way?: string[] }>(shape(from), to.map(shape), ({ way = [] }) =>
    to.map((target) => ({ way: [...way, `${from}>${target}`] })),
  );

function faultsOf(declared: string[], ...steps: Upcaster[]): readonly string[] {
  try {
    new UpcasterChain(today(...declared), steps);
    return [];
  } catch (error) {
    if (error instanceof BrokenUpcasters) return error.faults;
    throw error;
  }
}

describe('a chain of upcasters', () => {
  it('is whole when every version leads to today', () =>
    expect(faultsOf(['Ride.v3'], step('Ride.v1', 'Ride.v2'), step('Ride.v2', 'Ride.v3'))).toEqual(
      [],
    ));

  it('refuses a gap before the first step', () =>
    expect(faultsOf(['Ride.v3'], step('Ride.v2', 'Ride.v3'))).toEqual(['Ride.v1 has no upcaster']));

  it('refuses a gap before today, and the dead end that it makes', () =>
    expect(faultsOf(['Ride.v3'], step('Ride.v1', 'Ride.v2'))).toEqual([
      'Ride.v2 has no upcaster',
      'Ride.v1 leads to unknown Ride.v2',
    ]));

  it('refuses a version that is declared beyond what any step reaches', () =>
    expect(faultsOf(['Ride.v2'])).toEqual(['Ride.v1 has no upcaster']));

  it('refuses a gap in the history of a retired type', () =>
    expect(faultsOf(['Ride.v1'], step('Trip.v3', 'Ride.v1'), step('Trip.v1', 'Ride.v1'))).toEqual([
      'Trip.v2 has no upcaster',
    ]));

  it('refuses two steps from the same shape', () =>
    expect(faultsOf(['Ride.v2'], step('Ride.v1', 'Ride.v2'), step('Ride.v1'))).toEqual([
      'Ride.v1 is declared twice',
    ]));

  it('refuses a type that is declared twice', () =>
    expect(faultsOf(['Ride.v1', 'Ride.v1'])).toEqual(['Ride.v1 is declared twice']));

  it('refuses a type that is declared in two versions', () =>
    expect(faultsOf(['Ride.v1', 'Ride.v2'], step('Ride.v1', 'Ride.v2'))).toEqual([
      'Ride.v1 is declared twice',
    ]));

  it('refuses a step from today’s shape', () =>
    expect(faultsOf(['Ride.v1', 'Trip.v1'], step('Ride.v1', 'Trip.v1'))).toEqual([
      'Ride.v1 is declared twice',
    ]));

  it('refuses a step that leads to itself', () =>
    expect(faultsOf([], step('Ride.v1', 'Ride.v1'))).toEqual(['Ride.v1 is part of a cycle']));

  it('refuses a cycle of several types', () =>
    expect(
      faultsOf(
        ['Ride.v1'],
        step('Trip.v1', 'Lift.v1'),
        step('Lift.v1', 'Hop.v1', 'Ride.v1'),
        step('Hop.v1', 'Trip.v1'),
      ),
    ).toEqual([
      'Trip.v1 is part of a cycle',
      'Lift.v1 is part of a cycle',
      'Hop.v1 is part of a cycle',
    ]));

  it('refuses a step into a cycle without walking it for ever', () =>
    expect(
      faultsOf(
        [],
        step('Ride.v1', 'Trip.v1'),
        step('Trip.v1', 'Hop.v1'),
        step('Hop.v1', 'Trip.v1'),
      ),
    ).toEqual(['Trip.v1 is part of a cycle', 'Hop.v1 is part of a cycle']));

  it('refuses a step to a type that nobody declares', () =>
    expect(faultsOf(['Ride.v1'], step('Trip.v1', 'Ride.v1', 'Tip.v1'))).toEqual([
      'Trip.v1 leads to unknown Tip.v1',
    ]));

  it('refuses a step to a version that nobody declares', () =>
    expect(faultsOf(['Ride.v2'], step('Ride.v1', 'Ride.v3'))).toEqual([
      'Ride.v1 leads to unknown Ride.v3',
    ]));

  it('refuses a step from a version later than today’s, which no event ever had', () =>
    expect(faultsOf(['Ride.v1'], step('Ride.v2', 'Ride.v1'))).toEqual([
      'Ride.v2 is unreachable: version 1 is the latest',
    ]));

  it('names every fault at once', () => {
    const build = () => new UpcasterChain(today('Ride.v2', 'Trip.v2'), []);
    expect(build).toThrow(BrokenUpcasters);
    expect(build).toThrow(/Ride\.v1 has no upcaster; Trip\.v1 has no upcaster/);
  });

  it('knows every shape ever written', () => {
    const chain = new UpcasterChain(today('Ride.v2'), [
      step('Trip.v1', 'Ride.v2'),
      step('Ride.v1', 'Ride.v2'),
    ]);
    expect(chain.shapes().map(shapeName)).toEqual(['Ride.v2', 'Trip.v1', 'Ride.v1']);
    expect(chain.isCurrent(shape('Ride.v2'))).toBe(true);
    expect(chain.isCurrent(shape('Ride.v1'))).toBe(false);
  });
});

describe('lifting a stored event', () => {
  const chain = new UpcasterChain(today('Ride.v3', 'Pickup.v1', 'Start.v1'), [
    step('Ride.v1', 'Ride.v2'),
    step('Ride.v2', 'Ride.v3'),
    step('Boarded.v2', 'Pickup.v1', 'Trip.v1', 'Start.v1'),
    step('Boarded.v1', 'Boarded.v2'),
    step('Trip.v1', 'Ride.v1'),
    step('Noise.v1'),
  ]);
  const lift = (name: string, data: object = {}) => chain.lift({ ...shape(name), data });

  it('leaves today’s shape as it is', () => {
    const data = { kept: true };
    expect(lift('Ride.v3', data)).toEqual([{ type: 'Ride', version: 3, data }]);
    expect(lift('Ride.v3', data)[0]?.data).toBe(data);
  });

  it('climbs every version in turn', () =>
    expect(lift('Ride.v1')).toEqual([
      { type: 'Ride', version: 3, data: { way: ['Ride.v1>Ride.v2', 'Ride.v2>Ride.v3'] } },
    ]));

  it('lifts what was lifted to itself', () => {
    const [once] = lift('Ride.v1');
    expect(lift('Ride.v3', once?.data)).toEqual([once]);
  });

  it('splits one into several in their order, each lifted on', () =>
    expect(lift('Boarded.v1').map(({ type, data }) => [type, data])).toEqual([
      ['Pickup', { way: ['Boarded.v1>Boarded.v2', 'Boarded.v2>Pickup.v1'] }],
      [
        'Ride',
        {
          way: [
            ...['Boarded.v1>Boarded.v2', 'Boarded.v2>Trip.v1'],
            ...['Trip.v1>Ride.v1', 'Ride.v1>Ride.v2', 'Ride.v2>Ride.v3'],
          ],
        },
      ],
      ['Start', { way: ['Boarded.v1>Boarded.v2', 'Boarded.v2>Start.v1'] }],
    ]));

  it('drops what means nothing any more', () => expect(lift('Noise.v1')).toEqual([]));

  it.each(['Ride.v4', 'Ride.v0', 'Boarded.v3', 'Unheard.v1'])('refuses the unknown %s', (name) => {
    expect(() => lift(name)).toThrow(UnknownShape);
    expect(() => lift(name)).toThrow(`No declaration and no upcaster knows ${name}`);
  });

  it.each([0, 2])('refuses a step that promised one event and made %d', (made) => {
    const uneven = upcaster(shape('Trip.v1'), [shape('Ride.v1')], () =>
      Array.from({ length: made }, () => ({})),
    );
    const lifting = () =>
      new UpcasterChain(today('Ride.v1'), [uneven]).lift({ ...shape('Trip.v1'), data: {} });
    expect(lifting).toThrow(UnevenLift);
    expect(lifting).toThrow(`Trip.v1 became ${made} events instead of 1`);
  });
});

describe('merging neighbours', () => {
  const asked = shape('Asked.v2');
  const priced = shape('Priced.v1');
  const together = merger<[{ way?: string[] }, { way?: string[] }]>(
    [asked, priced],
    shape('Ride.v1'),
    (first, second) => ({ way: [...(first.way ?? []), 'and', ...(second.way ?? [])] }),
  );
  const of = (from: Shape[], to: Shape): Merger => ({ from, to, merge: () => ({}) });
  const alone = [
    step('Asked.v1', 'Asked.v2'),
    ...[step('Asked.v2', 'Ride.v2'), step('Priced.v1')],
    step('Ride.v1', 'Ride.v2'),
  ];
  const chainOf = (upcasters = alone, mergers = [together]) =>
    new UpcasterChain(today('Ride.v2'), upcasters, { mergers });
  const faults = (upcasters: Upcaster[], mergers = [together]) => {
    try {
      chainOf(upcasters, mergers);
      return [];
    } catch (error) {
      return (error as BrokenUpcasters).faults;
    }
  };

  it('lifts each source to its place, and what they make to today', () =>
    expect(
      chainOf().liftTogether(together, [
        { ...shape('Asked.v1'), data: {} },
        { ...priced, data: { way: ['priced'] } },
      ]),
    ).toEqual([
      {
        ...{ type: 'Ride', version: 2 },
        data: { way: ['Asked.v1>Asked.v2', 'and', 'priced', 'Ride.v1>Ride.v2'] },
      },
    ]));

  it('gives an older version the place of the shape that it leads to', () => {
    const places = ['Asked.v1', 'Asked.v2', 'Priced.v1', 'Ride.v1', 'Ride.v2'];
    expect(places.map((name) => chainOf().placeInRun(shape(name))?.index)).toEqual([
      ...[0, 0, 1, undefined, undefined],
    ]);
    expect(chainOf().longestRun).toBe(2);
  });

  it('leaves a source that stands alone to its own upcaster', () =>
    expect(chainOf().lift({ ...asked, data: {} })).toEqual([
      { type: 'Ride', version: 2, data: { way: ['Asked.v2>Ride.v2'] } },
    ]));

  it('refuses a source without an upcaster of its own, as today’s shapes are', () =>
    expect(faults(alone, [of([asked, shape('Ride.v2')], shape('Ride.v1'))])).toContain(
      'Ride.v2 is merged, but has no upcaster of its own',
    ));

  it('refuses a source that may be a part of a split', () =>
    expect(faults([...alone, step('Both.v1', 'Asked.v1', 'Ride.v2')])).toEqual([
      'Asked.v2 is merged, but may be a part of a split',
    ]));

  it('refuses a shape in two places', () => {
    const again = of([asked, priced], shape('Ride.v1'));
    expect(faults(alone, [together, again])).toEqual([
      ...['Asked.v2 has two places in mergers', 'Priced.v1 has two places in mergers'],
    ]);
  });

  it('refuses a source that leads to another one', () => {
    const early = of([shape('Asked.v1'), shape('Ride.v1')], shape('Ride.v2'));
    expect(faults(alone, [together, early])).toContain(
      'Asked.v1 is merged, and so is Asked.v2 that it leads to',
    );
  });

  it('refuses what leads nowhere, to itself, or is one alone', () => {
    const lost = of([asked, priced], shape('Tip.v1'));
    const round = of([asked, priced], shape('Asked.v1'));
    expect(faults(alone, [lost])).toEqual(['Asked.v2 + Priced.v1 leads to unknown Tip.v1']);
    expect(faults(alone, [round])).toEqual(['Asked.v2 + Priced.v1 is part of a cycle']);
    expect(faults(alone, [of([asked], shape('Ride.v1'))])).toEqual([
      'Asked.v2 is merged with nothing',
    ]);
  });

  it('refuses a split into more parts than a place has digits for', () => {
    const many = Array.from({ length: 51 }, () => 'Ride.v2');
    expect(
      faultsOf(['Ride.v2'], step('Ride.v1', ...many), step('Trip.v1', 'Ride.v1', 'Ride.v1')),
    ).toEqual(['Trip.v1 becomes more than 100 events']);
  });
});

describe('lowering an event', () => {
  const steps = [step('Ride.v1', 'Ride.v2'), step('Ride.v2', 'Ride.v3')];
  const lower = (name: string) =>
    downcaster<{ way: string[] }>(shape(name), ({ way }) => ({ way: [...way, `<${name}`] }));
  const chainOf = (...names: string[]) =>
    new UpcasterChain(today('Ride.v3'), steps, { downcasters: names.map(lower) });
  const ride = { type: 'Ride', data: { way: [] } };

  it('goes down one version after the other', () => {
    const chain = chainOf('Ride.v3', 'Ride.v2');
    expect(chain.lower(ride, 3)).toEqual({ ...ride, version: 3 });
    expect(chain.lower(ride, 1)).toEqual({
      ...{ type: 'Ride', version: 1 },
      data: { way: ['<Ride.v3', '<Ride.v2'] },
    });
  });

  it.each([1, 4, 0])('says when there is no way to version %d', (version) => {
    expect(() => chainOf('Ride.v3').lower(ride, version)).toThrow(NoWayDown);
  });

  it('refuses a step that nothing leads to, or that leads below the first version', () => {
    expect(() => chainOf('Ride.v2')).toThrow('nothing leads down to Ride.v2');
    expect(() => chainOf('Ride.v3', 'Ride.v2', 'Ride.v1')).toThrow(
      'Ride.v1 has no version before it',
    );
    expect(() => chainOf('Ride.v3', 'Ride.v3')).toThrow('Ride.v3 is lowered twice');
  });
});
