import { WireReader } from '../protobuf/wire-reader';
import type { Filter } from '../streams/filter';
import { readStreamName } from './decode-append';
import { invalidArgument } from './refusal';

/** Where a read begins: a revision of a stream, or a position of `$all`. */
export type From = 'start' | 'end' | number;

export interface ReadRequest {
  /** Absent when `$all` is read. */
  stream: string | undefined;
  from: From;
  backwards: boolean;
  resolveLinks: boolean;
  /** How many events; absent in a subscription. */
  count: number | undefined;
  filter: Filter | undefined;
  structuredIds: boolean;
}

const DEFAULT_SEARCH_WINDOW = 32;

function readPosition(position: WireReader): number {
  let commit = 0;
  while (position.next()) {
    if (position.field === 1) commit = position.number();
    else position.skip();
  }
  return commit;
}

/** Start and end have field numbers that differ between a stream and `$all`. */
function readFrom(options: WireReader, start: number, read: () => From | undefined): From {
  let from: From = 'start';
  while (options.next()) {
    const value = read();
    if (value !== undefined) {
      from = value;
      continue;
    }
    if (options.field === start) from = 'start';
    else if (options.field === start + 1) from = 'end';
    options.skip();
  }
  return from;
}

function readStream(options: WireReader, into: ReadRequest): void {
  into.from = readFrom(options, 3, () => {
    if (options.field === 1) into.stream = readStreamName(options.message());
    else if (options.field === 2) return options.number();
    else return undefined;
    return into.from;
  });
}

function compile(regex: string): RegExp | undefined {
  if (regex === '') return undefined;
  try {
    return new RegExp(regex, 'u');
  } catch {
    throw invalidArgument(`the filter's regular expression is not valid: ${regex}`);
  }
}

function readExpression(expression: WireReader): Pick<Filter, 'regex' | 'prefixes'> {
  let regex = '';
  const prefixes: string[] = [];
  while (expression.next()) {
    if (expression.field === 1) regex = expression.text();
    else if (expression.field === 2) prefixes.push(expression.text());
    else expression.skip();
  }
  return { regex: compile(regex), prefixes };
}

function readFilter(options: WireReader): Filter {
  let on: Filter['on'] = 'type';
  let expression: Pick<Filter, 'regex' | 'prefixes'> = { regex: undefined, prefixes: [] };
  let window = DEFAULT_SEARCH_WINDOW;
  let multiplier = 1;
  while (options.next()) {
    if (options.field === 1 || options.field === 2) {
      on = options.field === 1 ? 'stream' : 'type';
      expression = readExpression(options.message());
    } else if (options.field === 3) window = options.number();
    else if (options.field === 5) multiplier = options.number();
    else options.skip();
  }
  return { on, ...expression, checkpointInterval: Math.max(1, window) * Math.max(1, multiplier) };
}

function readIsStructured(uuidOption: WireReader): boolean {
  return uuidOption.next() && uuidOption.field === 1;
}

function readOptions(options: WireReader): ReadRequest {
  const request: ReadRequest = {
    stream: undefined,
    from: 'start',
    backwards: false,
    resolveLinks: false,
    count: undefined,
    filter: undefined,
    structuredIds: false,
  };
  const readers: Record<number, () => void> = {
    1: () => readStream(options.message(), request),
    2: () => {
      const all = options.message();
      request.from = readFrom(all, 2, () =>
        all.field === 1 ? readPosition(all.message()) : undefined,
      );
    },
    3: () => (request.backwards = options.number() === 1),
    4: () => (request.resolveLinks = options.boolean()),
    5: () => (request.count = options.number()),
    9: () => (request.structuredIds = readIsStructured(options.message())),
    7: () => (request.filter = readFilter(options.message())),
  };
  while (options.next()) {
    const read = readers[options.field];
    if (read === undefined) options.skip();
    else read();
  }
  return request;
}

/** Reads a `ReadReq`, which both reads and subscribes. */
export function readReadRequest(bytes: Buffer): ReadRequest {
  const message = new WireReader(bytes);
  while (message.next()) {
    if (message.field === 1) return readOptions(message.message());
    message.skip();
  }
  throw invalidArgument('the read has no options');
}
