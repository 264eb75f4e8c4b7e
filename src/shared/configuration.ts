import type { DispatchStrategy } from './events/dispatch.shapes';
import type { TokenRules } from './identity/token-verifier';
import { personalKeyFile } from './personal/keyed';

/** The parts of the system that one process can play. */
const PROCESS_ROLES = ['write', 'read', 'project', 'process', 'dispatch'] as const;
export type ProcessRole = (typeof PROCESS_ROLES)[number];

/** What a start does about read models whose code has changed since they were built. */
const CHANGED_PROJECTIONS = ['serve-old', 'rebuild-first', 'refuse'] as const;
export type ChangedProjections = (typeof CHANGED_PROJECTIONS)[number];

/** The first is what a city should use; the others are what it is measured against. */
const STRATEGIES = ['batch-v1', 'greedy-v1', 'nearest'] as const satisfies DispatchStrategy[];

/** Newark, JFK and LaGuardia: taxi zones by their LocationID. */
const AIRPORTS = [1, 132, 138];

/** Everything that an environment can set, checked once at the start. */
export interface Configuration {
  readonly eventStoreUrl: string;
  /** Names the database in its path; `hailstream` without. */
  readonly mongoUrl: string;
  /** Holds the key that wraps the keys of persons; made when there is none. */
  readonly personalKeyFile: string;
  readonly host: string;
  readonly port: number;
  readonly jwksUrl: string;
  readonly tokenRules: TokenRules;
  readonly roles: readonly ProcessRole[];
  /** How long a query waits for X-Min-Position, in milliseconds. */
  readonly queryWaitMs: number;
  /** `serve-old` answers from what is there while it is rebuilt; `rebuild-first` opens its doors afterwards. */
  readonly changedProjections: ChangedProjections;
  /** Requests in flight beyond which more are turned away with 503. */
  readonly maxInFlight: number;
  /** Streams whose folded state is kept; 0 reads each command's stream. */
  readonly rememberedStreams: number;
  /** How long it is kept where drivers were. */
  readonly telemetryDays: number;
  /** Of a service that speaks OSRM's table API; travel times are learned, or by distance, without one. */
  readonly travelMatrixUrl?: string;
  /** What searches are opened with, and matched by while there is time: the same in every process. */
  readonly dispatchStrategy: DispatchStrategy;
  /** Parts of cities that are matched apart, `CITY/BOROUGH+BOROUGH`. */
  readonly dispatchRegions: readonly string[];
  /** What this process may match, of those and of the cities' own names; everything when nothing is said. */
  readonly dispatchLeads?: readonly string[];
  /** Taxi zones in whose fences drivers wait in a queue. */
  readonly queueZones: readonly number[];
}

/** One line that names the variable: the only output of a start with a wrong configuration. */
export class ConfigurationError extends Error {}

type Environment = Readonly<Record<string, string | undefined>>;

/** @throws ConfigurationError for the first variable that is missing or wrong */
export function configurationFrom(env: Environment): Configuration {
  return {
    eventStoreUrl: url(env, 'EVENTSTORE_URL', ['esdb:', 'esdb+discover:', 'kurrentdb:']),
    mongoUrl: url(env, 'MONGODB_URL', ['mongodb:', 'mongodb+srv:']),
    personalKeyFile: personalKeyFile(env),
    jwksUrl: url(env, 'JWKS_URL', ['https:', 'http:', 'file:']),
    host: env.HOST ?? '127.0.0.1',
    port: whole(env, 'PORT', 3000, 0, 65_535),
    tokenRules: tokenRulesFrom(env),
    roles: processRoles(env),
    queryWaitMs: whole(env, 'QUERY_WAIT_MS', 2000, 0, 60_000),
    changedProjections: oneOf(env, 'CHANGED_PROJECTIONS', CHANGED_PROJECTIONS),
    maxInFlight: whole(env, 'MAX_IN_FLIGHT', 1000, 1, 100_000),
    rememberedStreams: whole(env, 'REMEMBERED_STREAMS', 10_000, 0, 1_000_000),
    telemetryDays: whole(env, 'TELEMETRY_DAYS', 30, 1, 3650),
    dispatchStrategy: oneOf(env, 'DISPATCH_STRATEGY', STRATEGIES),
    dispatchRegions: list(env.DISPATCH_REGIONS),
    ...(env.DISPATCH_LEADS && { dispatchLeads: list(env.DISPATCH_LEADS) }),
    queueZones: wholes(env, 'QUEUE_ZONES', AIRPORTS),
    ...(env.TRAVEL_MATRIX_URL && {
      travelMatrixUrl: url(env, 'TRAVEL_MATRIX_URL', ['http:', 'https:']),
    }),
  };
}

/** Whom a token has to be from and for: `JWT_ISSUER`, `JWT_AUDIENCE`. */
export function tokenRulesFrom(env: Environment): TokenRules {
  return {
    issuer: env.JWT_ISSUER ?? 'hailstream',
    audience: env.JWT_AUDIENCE ?? 'hailstream',
  };
}

/** The stores alone, for commands that serve nothing. */
export function storesFrom(env: Environment): Pick<Configuration, 'eventStoreUrl' | 'mongoUrl'> {
  const { eventStoreUrl, mongoUrl } = configurationFrom({ ...env, JWKS_URL: 'file:///unused' });
  return { eventStoreUrl, mongoUrl };
}

function url(env: Environment, name: string, protocols: readonly string[]): string {
  const value = env[name];
  if (!value) throw new ConfigurationError(`${name} is missing`);
  if (!protocols.some((protocol) => value.startsWith(protocol))) {
    throw new ConfigurationError(`${name} has to begin with ${protocols.join(' or ')}`);
  }
  return value;
}

function whole(
  env: Environment,
  name: string,
  byDefault: number,
  min: number,
  max: number,
): number {
  const value = env[name];
  if (value === undefined) return byDefault;
  const number = Number(value);
  if (!/^\d+$/.test(value) || number < min || number > max) {
    throw new ConfigurationError(`${name} has to be a whole number from ${min} to ${max}`);
  }
  return number;
}

/** Separated by commas; empty: none. */
function wholes(env: Environment, name: string, byDefault: readonly number[]): readonly number[] {
  const value = env[name];
  if (value === undefined) return byDefault;
  const asked = list(value);
  if (asked.join('') === '') return [];
  if (asked.some((each) => !/^\d{1,9}$/.test(each))) {
    throw new ConfigurationError(`${name} has to be whole numbers, separated by commas`);
  }
  return asked.map(Number);
}

/** The first is meant when nothing is said. */
function oneOf<T extends string>(env: Environment, name: string, known: readonly [T, ...T[]]): T {
  const asked = env[name] ?? known[0];
  const found = known.find((each) => each === asked);
  if (found === undefined) throw new ConfigurationError(`${name} has to be ${known.join(' or ')}`);
  return found;
}

function list(value: string | undefined): readonly string[] {
  return value?.split(',').map((each) => each.trim()) ?? [];
}

function processRoles(env: Environment): readonly ProcessRole[] {
  const asked = env.HAILSTREAM_ROLES === undefined ? PROCESS_ROLES : list(env.HAILSTREAM_ROLES);
  return asked.map((role) => {
    const known = PROCESS_ROLES.find((each) => each === role);
    if (known) return known;
    throw new ConfigurationError(`HAILSTREAM_ROLES has to be of ${PROCESS_ROLES.join(', ')}`);
  });
}
