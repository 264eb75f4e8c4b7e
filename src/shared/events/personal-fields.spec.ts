import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventValidator } from './event-validator';
import { declarations, history } from './history';
import { personalFieldsOf } from './personal-fields';
import { shapeName } from './upcast';

const GOLDEN = join(__dirname, '../../../test/contracts/stored-events');
/** What a field is called when it tells about a person. */
const TELLING =
  /name|phone|mail|address|note$|words|reason$|text|pin$|^lat$|^lon$|placeRef|location/i;
/** Told apart from these by hand: codes, names of things, and what the engine notes of itself. */
const NOT_PERSONAL = new Set([
  ...['TripUnfulfilled.v1 reason', 'TripCompleted.v1 tolls.*.name'],
  ...['TripCancelled.v2 ruleName', 'OfferDeclined.v1 reason', 'DispatchExhausted.v1 reason'],
  ...['ProcessQuarantined.v1 reason', 'TroubleRaised.v1 reason', 'ZoneQueueLeft.v1 reason'],
]);

interface Golden {
  readonly shape: { readonly type: string; readonly version: number };
  readonly data: object;
}

const golden: readonly Golden[] = readdirSync(GOLDEN).map((file) => {
  const [, type = '', version = ''] = /^(\w+)\.v(\d+)\.json$/.exec(file) ?? [];
  const { data } = JSON.parse(readFileSync(join(GOLDEN, file), 'utf8')) as { data: object };
  return { shape: { type, version: Number(version) }, data };
});

describe('what is personal of an event', () => {
  it.each(golden.map((each) => [shapeName(each.shape), each] as const))(
    'is marked in %s',
    (name, { shape, data }) => {
      const marked = personalFieldsOf(shape).map(({ path }) => path.join('.'));
      const isMarked = (path: string) => marked.some((mark) => isIn(path, mark));
      const suspects = leaves(data).filter(
        (path) => path.split('.').some((part) => TELLING.test(part)) && !isMarked(path),
      );
      expect(suspects.filter((path) => !NOT_PERSONAL.has(`${name} ${path}`))).toEqual([]);
    },
  );

  it.each(golden.map((each) => [shapeName(each.shape), each] as const))(
    'is so in %s already when the next version says so',
    (_, { shape, data }) => {
      const next = { type: shape.type, version: shape.version + 1 };
      const [marked, later] = [shape, next].map((each) =>
        personalFieldsOf(each).map(({ path }) => path.join('.')),
      );
      const kept = later?.filter((path) => leaves(data).some((leaf) => isIn(leaf, path)));
      expect(marked).toEqual(expect.arrayContaining(kept ?? []));
    },
  );

  it('is the places, the PIN and the words of a trip, who a driver is, and which car is whose', () => {
    const marked = declarations.flatMap((each) =>
      personalFieldsOf(each).map(({ path }) => `${each.type} ${path.join('.')}`),
    );
    expect(marked).toEqual([
      ...['TripRequested stops.*', 'TripRequested boardingPin'],
      ...['TripScheduled stops.*', 'TripScheduled boardingPin'],
      ...['TripStarted location', 'ItineraryChanged stops.*'],
      ...['TripCompleted skippedStops.*.reason', 'TripAborted location'],
      ...['CorrectionProposed reason', 'TripCorrected reason'],
      ...['DriverApplied name', 'DriverApplied phone', 'DocumentSubmitted documentNo'],
      ...['DocumentSubmitted scanRef', 'DocumentRejected reason'],
      ...['SuspensionReviewRequested statement', 'SuspensionUpheld statement'],
      ...['DriverReinstated statement', 'DriverDeactivated statement'],
      ...['VehicleRegistered plate', 'VehicleRegistered vin', 'StateKept state'],
    ]);
  });

  it.each(declarations.map((each) => [shapeName(each), each] as const))(
    'has placeholders that satisfy the schema of %s',
    (name, declaration) => {
      const data = golden.find(({ shape }) => shapeName(shape) === name)?.data ?? {};
      const faultOf = eventValidator(declarations);
      for (const { path, placeholder } of personalFieldsOf(declaration)) {
        const erased = replaced(data, path, placeholder);
        expect(faultOf({ type: declaration.type, data: erased })).toBeUndefined();
      }
    },
  );

  it('leaves the codes that upcasters make of old words', () => {
    const shape = { type: 'TripCancelled', version: 1 };
    const [reason] = personalFieldsOf(shape);
    const old = golden.find(({ shape: { type, version } }) => type === shape.type && version === 1);
    for (const words of ['Ada waited long', 'my MIND changed', 'the car was late', 'no word']) {
      const codes = [words, reason?.placeholder(words)].map((each) =>
        history.lift({ ...shape, data: { ...old?.data, reason: each } }),
      );
      expect(codes[1]).toEqual(codes[0]);
    }
  });
});

const isIn = (path: string, mark: string) => path === mark || path.startsWith(`${mark}.`);

function leaves(value: unknown, path: readonly string[] = []): string[] {
  if (typeof value !== 'object' || value === null) return [path.join('.')];
  const names = Array.isArray(value) ? value.map(() => '*') : Object.keys(value);
  return Object.values(value).flatMap((part, index) => leaves(part, [...path, names[index] ?? '']));
}

function replaced(
  value: unknown,
  [first, ...rest]: readonly string[],
  placeholder: (value: unknown) => unknown,
): object {
  if (first === undefined) return placeholder(value) as object;
  if (first === '*') return (value as unknown[]).map((each) => replaced(each, rest, placeholder));
  const node = value as Record<string, unknown>;
  return { ...node, [first]: replaced(node[first], rest, placeholder) };
}
