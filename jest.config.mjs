// @ts-check

/** Packages that ship or import ES modules: Jest on Node 20 cannot, so they are compiled like our own code. */
const esModules = [
  'jose',
  'flatbush',
  'flatqueue',
  'content-disposition',
  'csv-parse',
  'point-in-polygon-hao',
  'robust-predicates',
  'migrate-mongo',
  'uuid',
  '@opentelemetry/otlp-exporter-base',
];

/** @type {import('jest').Config} */
const config = {
  testEnvironment: 'node',
  roots: ['<rootDir>/src', '<rootDir>/test', '<rootDir>/packages'],
  testMatch: ['**/*.spec.ts'],
  testPathIgnorePatterns: ['/node_modules/', '/dist/'],
  modulePathIgnorePatterns: ['/dist/'],
  transform: {
    '\\.ts$': ['ts-jest', { tsconfig: 'tsconfig.jest.json' }],
    '\\.js$': ['ts-jest', { tsconfig: 'tsconfig.jest.json' }],
  },
  transformIgnorePatterns: [`/node_modules/(?!(${esModules.join('|')})/)`],
  testTimeout: 60_000,
  // Most of the time is waited for stores and processes: both cores are had without a third.
  maxWorkers: '100%',
};

export default config;
