import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import type { EventMetadata } from '../events/event';
import { FIRST_SUBJECT, type PersonalField } from '../events/personal';
import { newDataKey } from './kms';
import { NobodysPersonalData, opened, personalValuesIn, sealed } from './seal';

const ERASED = 'erased';
const field = (path: string, subject: PersonalField['subject'] = FIRST_SUBJECT): PersonalField => ({
  ...{ path: path.split('.'), subject, placeholder: () => ERASED },
});

const fields = [field('name'), field('stops.*'), field('driver.phone', '/data/driver/id')];

const stored = fc.record({
  name: fc.string(),
  stops: fc.array(fc.record({ lat: fc.double({ noNaN: true }), street: fc.string() })),
  driver: fc.record({ id: fc.constant('bob'), phone: fc.option(fc.string()) }),
  fareMinor: fc.integer(),
});

const metadata = { subjectIds: ['ada', 'bob'] } as unknown as EventMetadata;
const keys = new Map([
  ['ada', newDataKey()],
  ['bob', newDataKey()],
]);
const event = (data: object, id = 'e-1') => ({ id, type: 'Ridden', data, metadata });
const seal = (data: object, id?: string) => {
  const told = event(data, id);
  return sealed(told, personalValuesIn(told, fields), keys);
};
const json = (value: unknown) => JSON.parse(JSON.stringify(value)) as object;

describe('sealing what is personal', () => {
  it('gives everything back to who has the keys', () => {
    fc.assert(
      fc.property(stored, (data) => {
        // JSON knows no minus zero.
        expect(opened(json(seal(data)) as ReturnType<typeof event>, keys)).toEqual(
          json(event(data)),
        );
      }),
    );
  });

  it('leaves placeholders, and nothing of what they stand for', () => {
    const secret = { name: 'Ada Moreno', stops: [{ lat: 40.769, street: 'E 72nd St' }] };
    const told = seal({ ...secret, driver: { id: 'bob', phone: '+1 555' }, fareMinor: 1900 });
    expect(told.data).toEqual({
      ...{ name: ERASED, stops: [ERASED] },
      ...{ driver: { id: 'bob', phone: ERASED }, fareMinor: 1900 },
    });
    expect(JSON.stringify(told)).not.toMatch(/Moreno|40\.769|72nd|555/);
  });

  it('keeps a person without a key apart from the others', () => {
    fc.assert(
      fc.property(stored, (data) => {
        const withoutAda = new Map([...keys, ['ada', null] as const]);
        const left = opened(seal(data), withoutAda).data;
        const stops = data.stops.map(() => ERASED);
        expect(left).toEqual({ ...data, name: ERASED, stops });
      }),
    );
  });

  it('drops what is about somebody who was erased', () => {
    const told = event({ name: 'Ada', stops: [], driver: { id: 'bob', phone: null } });
    const without = sealed(told, personalValuesIn(told, fields), new Map([['ada', null]]));
    expect(without.metadata.sealed).toEqual([]);
    expect(opened(without, keys).data).toEqual({ ...told.data, name: ERASED });
  });

  it('does not open for another person, in another event, or changed in any bit', () => {
    const told = seal({ name: 'Ada', stops: [], driver: { id: 'bob', phone: null } });
    const [part] = told.metadata.sealed ?? [];
    if (!part) throw new Error('Nothing was sealed');
    const changedTo = (change: object, id = told.id) => ({
      ...{ ...told, id },
      metadata: { ...told.metadata, sealed: [{ ...part, ...change }] },
    });
    const adasKey = keys.get('ada') ?? randomBytes(32);
    expect(opened(changedTo({}), keys).data).toMatchObject({ name: 'Ada' });
    expect(() => opened(changedTo({ subject: 'bob' }), keys)).toThrow();
    expect(() => opened(changedTo({ subject: 'bob' }), new Map([['bob', adasKey]]))).toThrow();
    expect(() => opened(changedTo({}, 'e-2'), keys)).toThrow();
    const bytes = Buffer.from(part.box, 'base64');
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const changed = Buffer.from(bytes);
      changed.writeUInt8(changed.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      expect(() => opened(changedTo({ box: changed.toString('base64') }), keys)).toThrow();
    }
  });

  it('never makes the same box twice', () => {
    const data = { name: 'Ada', stops: [], driver: { id: 'bob', phone: null } };
    expect(seal(data).metadata.sealed).not.toEqual(seal(data).metadata.sealed);
  });

  it('refuses what is of nobody, unless that is said to be well', () => {
    const told = { ...event({ name: 'Ada' }), metadata: { subjectIds: [] as readonly string[] } };
    const nobodys = told as unknown as ReturnType<typeof event>;
    expect(() => personalValuesIn(nobodys, fields)).toThrow(NobodysPersonalData);
    const open = [{ ...field('name'), ofNobody: 'in the clear' } as const];
    expect(personalValuesIn(nobodys, open).size).toBe(0);
  });
});
