/** What may import what. Each rule is broken once, in a copy, by `npm run guards`. */
const PURE = '^src/(write/([^/]+|[^/]+/[^/]+)/domain|shared/(kernel|events))/';
const SPEC = '\\.spec\\.ts$';

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'domain-is-pure',
      comment:
        'Deciders see the kernel and the events, nothing else: no package, no Node built-in.',
      severity: 'error',
      from: { path: '^src/(write/([^/]+|[^/]+/[^/]+)/domain|shared/kernel)/', pathNot: SPEC },
      to: { pathNot: PURE },
    },
    {
      name: 'events-are-pure',
      comment: 'Event declarations know the kernel and the schema library.',
      severity: 'error',
      from: { path: '^src/shared/events/', pathNot: SPEC },
      to: { pathNot: '^src/shared/(kernel|events)/|(^|/)node_modules/@sinclair/typebox/' },
    },
    {
      name: 'write-knows-no-read',
      severity: 'error',
      from: { path: '^src/write/' },
      to: { path: '^src/read/' },
    },
    {
      name: 'read-knows-no-write',
      severity: 'error',
      from: { path: '^src/read/' },
      to: { path: '^src/write/' },
    },
    {
      name: 'matching-is-pure',
      comment: 'Whom to ask follows from what is known, and from nothing else.',
      severity: 'error',
      from: { path: '^src/dispatch/matching/', pathNot: SPEC },
      to: { pathNot: '^src/(dispatch/matching|shared/(kernel|events))/' },
    },
    {
      name: 'sides-know-no-dispatcher',
      severity: 'error',
      from: { path: '^src/(write|read)/' },
      to: { path: '^src/(dispatch|simulation)/' },
    },
    {
      name: 'shared-knows-no-side',
      severity: 'error',
      from: { path: '^src/shared/' },
      to: { path: '^src/', pathNot: '^src/shared/' },
    },
    {
      name: 'aggregates-meet-through-events',
      severity: 'error',
      from: { path: '^src/write/([^/]+)/' },
      to: { path: '^src/write/([^/]+)/', pathNot: '^src/write/$1/' },
    },
    {
      name: 'rules-of-one-aggregate',
      comment: 'Aggregates of one folder too: their rules know each other by events alone.',
      severity: 'error',
      from: { path: '^src/write/[^/]+/([^/]+)/domain/' },
      to: { path: '^src/write/[^/]+/([^/]+)/domain/', pathNot: '^src/write/[^/]+/$1/domain/' },
    },
    {
      name: 'read-models-stand-alone',
      severity: 'error',
      from: { path: '^src/read/([^/]+)/' },
      to: { path: '^src/read/([^/]+)/', pathNot: '^src/read/($1|engine)/' },
    },
    {
      name: 'one-door-to-the-event-store',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/shared/event-store/' },
      to: { path: '(^|/)node_modules/@eventstore/' },
    },
    {
      name: 'writes-never-touch-mongo',
      severity: 'error',
      from: { path: '^src/write/' },
      to: { path: '^src/shared/mongo/|(^|/)node_modules/mongodb/' },
    },
    {
      name: 'only-the-first-run-embeds',
      comment: 'The app speaks to stores through their official clients, wherever they run.',
      severity: 'error',
      from: { path: '^src/', pathNot: ['^src/first-run/', SPEC] },
      to: { path: '(^|/)(packages|node_modules)/embedded-' },
    },
    {
      name: 'packages-know-no-app',
      severity: 'error',
      from: { path: '^packages/([^/]+)/' },
      to: { path: '^(src|packages)/', pathNot: '^packages/$1/' },
    },
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-tests-in-src',
      severity: 'error',
      from: { path: '^(src|packages/[^/]+/src)/', pathNot: SPEC },
      to: { path: '(^test/|\\.spec\\.ts$)' },
    },
  ],
  options: {
    doNotFollow: { path: ['node_modules', '^packages/[^/]+/dist/'] },
    exclude: { path: '^dist/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
