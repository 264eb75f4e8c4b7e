import { ConfigurationError, configurationFrom, storesFrom } from './configuration';

const COMPLETE = {
  EVENTSTORE_URL: 'esdb://events-1:2113?tls=false',
  MONGODB_URL: 'mongodb://models-1/hailstream',
  JWKS_URL: 'https://identity.example/jwks.json',
};

const mistakeIn = (change: Record<string, string | undefined>) => {
  try {
    configurationFrom({ ...COMPLETE, ...change });
    return 'none';
  } catch (error) {
    return error instanceof ConfigurationError ? error.message : 'another error';
  }
};

describe('the configuration of a process', () => {
  it('needs only where the stores and the keys are', () => {
    expect(configurationFrom(COMPLETE)).toEqual({
      eventStoreUrl: COMPLETE.EVENTSTORE_URL,
      mongoUrl: COMPLETE.MONGODB_URL,
      personalKeyFile: '.hailstream/keys/master.key',
      jwksUrl: COMPLETE.JWKS_URL,
      tokenRules: { issuer: 'hailstream', audience: 'hailstream' },
      host: '127.0.0.1',
      port: 3000,
      roles: ['write', 'read', 'project', 'process', 'dispatch'],
      queryWaitMs: 2000,
      maxInFlight: 1000,
      changedProjections: 'serve-old',
      rememberedStreams: 10_000,
      telemetryDays: 30,
      dispatchStrategy: 'batch-v1',
      dispatchRegions: [],
      queueZones: [1, 132, 138],
    });
  });

  it('knows where drivers wait for their turn, if anywhere', () => {
    const zones = (QUEUE_ZONES: string) =>
      configurationFrom({ ...COMPLETE, QUEUE_ZONES }).queueZones;
    expect(zones('132, 138')).toEqual([132, 138]);
    expect(zones('')).toEqual([]);
  });

  it('splits a city over processes', () => {
    const { dispatchRegions, dispatchLeads } = configurationFrom({
      ...{ ...COMPLETE, DISPATCH_REGIONS: 'nyc/Manhattan, nyc/Queens+Bronx' },
      DISPATCH_LEADS: 'nyc/Manhattan',
    });
    expect(dispatchRegions).toEqual(['nyc/Manhattan', 'nyc/Queens+Bronx']);
    expect(dispatchLeads).toEqual(['nyc/Manhattan']);
  });

  it('splits the roles over processes', () => {
    const { roles } = configurationFrom({ ...COMPLETE, HAILSTREAM_ROLES: 'read, project' });
    expect(roles).toEqual(['read', 'project']);
  });

  it.each([
    [{ EVENTSTORE_URL: undefined }, 'EVENTSTORE_URL is missing'],
    [{ EVENTSTORE_URL: '' }, 'EVENTSTORE_URL is missing'],
    [{ MONGODB_URL: undefined }, 'MONGODB_URL is missing'],
    [{ JWKS_URL: undefined }, 'JWKS_URL is missing'],
    [{ MONGODB_URL: 'postgres://x' }, 'MONGODB_URL has to begin with mongodb: or mongodb+srv:'],
    [{ PORT: 'http' }, 'PORT has to be a whole number from 0 to 65535'],
    [{ PORT: '70000' }, 'PORT has to be a whole number from 0 to 65535'],
    [{ QUERY_WAIT_MS: '-1' }, 'QUERY_WAIT_MS has to be a whole number from 0 to 60000'],
    [{ MAX_IN_FLIGHT: '0' }, 'MAX_IN_FLIGHT has to be a whole number from 1 to 100000'],
    [
      { CHANGED_PROJECTIONS: 'ignore' },
      'CHANGED_PROJECTIONS has to be serve-old or rebuild-first or refuse',
    ],
    [
      { DISPATCH_STRATEGY: 'batch' },
      'DISPATCH_STRATEGY has to be batch-v1 or greedy-v1 or nearest',
    ],
    [{ QUEUE_ZONES: 'JFK' }, 'QUEUE_ZONES has to be whole numbers, separated by commas'],
    [{ TRAVEL_MATRIX_URL: 'osrm.example' }, 'TRAVEL_MATRIX_URL has to begin with http: or https:'],
    [
      { REMEMBERED_STREAMS: 'all' },
      'REMEMBERED_STREAMS has to be a whole number from 0 to 1000000',
    ],
    [
      { HAILSTREAM_ROLES: 'write,dance' },
      'HAILSTREAM_ROLES has to be of write, read, project, process, dispatch',
    ],
  ])('says in one line what is wrong with %j', (change, line) => {
    expect(mistakeIn(change)).toBe(line);
  });

  it('needs no keys where nothing is served', () => {
    const { EVENTSTORE_URL, MONGODB_URL } = COMPLETE;
    expect(storesFrom({ EVENTSTORE_URL, MONGODB_URL })).toEqual({
      eventStoreUrl: EVENTSTORE_URL,
      mongoUrl: MONGODB_URL,
    });
  });
});
