/** Each is planted alone; `says` is what its guard has to name. `whole`: the guard is asked about the whole tree. */
const replaced = (from, to) => (text) => text.replace(from, to);
const added = (line) => (text) => `${line}\n${text}`;

const RULE = 'src/write/trip/domain/abort-trip.ts';
const DEEPER = 'src/write/drivers/shift/domain/free.ts';
const BOARD = 'src/read/trip-board/trip-board.ts';
const EVENTS = 'src/shared/events/trip-closing.events.ts';
const GOLDEN = 'test/contracts/stored-events/TripRequested.v1.json';

const lint = (name, says, path, change) => ({
  ...{ guard: 'lint', name, says, changes: { [path]: change } },
});
const impure = (name, expression) =>
  lint(`${name} in the domain`, /no-restricted-syntax/, RULE, (text) =>
    text.concat(`\nexport const planted = ${expression};\n`),
  );
const imports = (rule, path, line, name = rule) => ({
  ...{ guard: 'architecture', name, says: new RegExp(`error ${rule}:`) },
  changes: { [path]: added(line) },
});
const schema = (name, says, changes) => ({ guard: 'schema', name, says, changes });
const contracts = (name, says, changes) => ({ guard: 'contracts', name, says, changes });

const conditions = Array.from({ length: 9 }, (_, at) => `  if (n === ${at}) return '${at}';`);
const lines = Array.from({ length: 151 }, (_, at) => `export const line${at} = ${at};`);

export const violations = [
  {
    ...{ guard: 'types', name: 'an event that no read model and no state folds' },
    says: /TS2366/,
    changes: {
      [EVENTS]: replaced(
        "declareEvent('TripSettled'",
        "declareEvent('TripPlanted', 1, Type.Object(shape.trip)),\n  declareEvent('TripSettled'",
      ),
    },
  },
  {
    ...{
      guard: 'types',
      name: 'an index that may be out of bounds',
      says: /TS2322|TS18048|TS2532/,
    },
    changes: { [RULE]: (text) => `${text}\nexport const planted: string = ['a'][1];\n` },
  },
  {
    ...{ guard: 'types', name: 'a rider’s id in the place of a trip’s', says: /TS2322/ },
    changes: {
      'src/shared/planted.ts':
        "import type { RiderId, TripId } from './kernel/ids';\nexport const swap = (id: RiderId): TripId => id;\n",
    },
  },
  impure('the clock', 'Date.now()'),
  impure('a new Date', 'new Date()'),
  impure('chance', 'Math.random()'),
  impure('a random id', 'globalThis.crypto.randomUUID()'),
  impure('the environment', 'process.env.PLANTED'),
  impure('waiting', 'async () => { await Promise.resolve(1); }'),
  lint('the clock in a deeper domain', /no-restricted-syntax/, DEEPER, (text) =>
    text.concat('\nexport const planted = Date.now();\n'),
  ),
  lint('an event switch that hides a case', /switch-exhaustiveness-check/, BOARD, (text) =>
    text.replace("case 'FareFinalised':\n      return {};", 'return {};'),
  ),
  lint('any', /no-explicit-any/, RULE, (text) => `${text}\nexport const planted: any = 1;\n`),
  lint('a promise that nobody waits for', /no-floating-promises/, 'src/server.ts', (text) =>
    text.replace('serveOpenApi(app);', 'serveOpenApi(app);\n  Promise.resolve(1);'),
  ),
  lint('nine ways through one function', /complexity/, RULE, (text) =>
    [text, 'export function planted(n: number): string {', ...conditions, "  return '';\n}\n"].join(
      '\n',
    ),
  ),
  lint('a file of 151 lines', /max-lines/, RULE, (text) => `${text}\n${lines.join('\n')}\n`),

  imports(
    'domain-is-pure',
    RULE,
    "import type { Type } from '@nestjs/common';",
    'a type of Nest in the domain',
  ),
  imports('domain-is-pure', RULE, "import 'node:crypto';", 'a Node built-in in the domain'),
  imports(
    'domain-is-pure',
    'src/shared/kernel/money.ts',
    "import '../configuration';",
    'the kernel looks out',
  ),
  imports('domain-is-pure', DEEPER, "import 'node:crypto';", 'a Node built-in in a deeper domain'),
  imports('rules-of-one-aggregate', DEEPER, "import '../../vehicle/domain/vehicle';"),
  imports('events-are-pure', 'src/shared/events/event.ts', "import 'uuid';"),
  imports('write-knows-no-read', 'src/write/sent-with.ts', "import '../read/trip-access';"),
  imports('read-knows-no-write', 'src/read/trip-access.ts', "import '../write/write.errors';"),
  imports('matching-is-pure', 'src/dispatch/matching/round.ts', "import 'uuid';"),
  imports('sides-know-no-dispatcher', 'src/write/sent-with.ts', "import '../dispatch/city/city';"),
  imports('shared-knows-no-side', 'src/shared/configuration.ts', "import '../write/write.errors';"),
  {
    ...{ guard: 'architecture', name: 'aggregates-meet-through-events' },
    says: /error aggregates-meet-through-events:/,
    changes: {
      'src/write/planted/planted.ts': "import '../trip/trip.answer';\n",
    },
  },
  imports('read-models-stand-alone', BOARD, "import '../trip-live/trip-live';"),
  imports('one-door-to-the-event-store', 'src/server.ts', "import '@eventstore/db-client';"),
  imports('writes-never-touch-mongo', 'src/write/sent-with.ts', "import 'mongodb';"),
  imports('only-the-first-run-embeds', 'src/server.ts', "import 'embedded-mongodb';"),
  imports(
    'packages-know-no-app',
    'packages/embedded-mongodb/src/errors.ts',
    "import '../../../src/shared/configuration';",
  ),
  imports('no-cycles', 'src/shared/kernel/time.ts', "import './city-time';"),
  imports(
    'no-tests-in-src',
    'src/server.ts',
    "import './read/trip-live/trip-live.spec';",
    'no-tests-in-src: a spec',
  ),
  imports(
    'no-tests-in-src',
    'src/server.ts',
    "import '../test/support/until';",
    'no-tests-in-src: test support',
  ),

  {
    ...{ guard: 'unused', name: 'a file that nobody imports', says: /Unused files[^]*planted\.ts/ },
    changes: { 'src/shared/planted.ts': 'export {};\n' },
  },
  {
    ...{
      guard: 'unused',
      name: 'an export that nobody imports',
      says: /Unused exports[^]*planted/,
    },
    changes: { 'src/server.ts': (text) => `${text}\nexport const planted = 1;\n` },
  },
  {
    ...{
      guard: 'unused',
      name: 'a dependency that nobody uses',
      says: /Unused dependencies[^]*semver/,
    },
    changes: {
      'package.json': replaced('"dependencies": {', '"dependencies": {\n    "semver": "*",'),
    },
  },
  {
    ...{
      guard: 'unused',
      name: 'a package that is not declared',
      says: /Unlisted dependencies[^]*semver/,
    },
    changes: { 'src/server.ts': added("import 'semver';") },
  },
  {
    ...{ guard: 'format', name: 'a file laid out by hand', says: /abort-trip\.ts/ },
    changes: { [RULE]: (text) => `${text}\nexport   const planted = "1"\n` },
  },

  contracts('a version without its golden file', /TripRequested\.v1 has no golden file/, {
    [GOLDEN]: () => undefined,
  }),
  contracts('a golden file that no longer lifts', /TripRequested\.v1 no longer lifts/, {
    [GOLDEN]: replaced('"quotedAmount"', '"quoted"'),
  }),
  contracts('a golden file of a shape that nobody knows', /TripPlanted\.v1 .*nobody knows/, {
    'test/contracts/stored-events/TripPlanted.v1.json': '{ "data": {} }\n',
  }),
  contracts('a shape without its committed schema', /TripSettled\.v1 has no committed schema/, {
    'test/contracts/schemas/TripSettled.v1.json': () => undefined,
  }),
  schema('a shape that changed without a new version', /TripSettled\.v1 changed shape/, {
    [EVENTS]: replaced('mode: shape.settlementMode', 'mode: shape.text'),
  }),
  schema('an upcaster that is missing from the chain', /TripRequested\.v1 has no upcaster/, {
    'src/shared/events/trip-booking.upcasters.ts': replaced(
      'export const tripBookingUpcasters = [tripRequestedV1, ',
      'void tripRequestedV1;\nexport const tripBookingUpcasters = [',
    ),
  }),
];
