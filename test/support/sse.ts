import { get, type IncomingMessage } from 'node:http';
import { until } from './until';

/** A message as a client reads it. */
export interface Heard {
  readonly type: string;
  readonly id: string | undefined;
  readonly data: Readonly<Record<string, unknown>>;
}

/** One open stream of server-sent events. */
export interface Stream {
  readonly status: number;
  readonly heard: readonly Heard[];
  /** All that were heard, as soon as these types are among them, in this order; heartbeats do not count. */
  readonly hears: (...types: readonly string[]) => Promise<readonly Heard[]>;
  /** When the server has closed. */
  readonly ended: Promise<void>;
  readonly close: () => void;
}

/** Opens a stream and reads whatever comes. */
async function openStream(url: string, token: string, lastEventId?: string): Promise<Stream> {
  const headers = {
    authorization: `Bearer ${token}`,
    ...(lastEventId === undefined ? {} : { 'last-event-id': lastEventId }),
  };
  // A connection of its own, and none in reserve, which a server that stops would wait for.
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    get(url, { headers, agent: false }, resolve).on('error', reject);
  });
  const heard: Heard[] = [];
  const ended = read(response, heard).catch(() => undefined);
  const types = () => heard.map(({ type }) => type).filter((type) => type !== 'heartbeat');
  return {
    ...{ status: response.statusCode ?? 0, heard, ended, close: () => void response.destroy() },
    hears: async (...wanted) => {
      await until(types, (seen) => includesInOrder(seen, wanted));
      return heard;
    },
  };
}

/** Streams that are closed behind each spec, whatever became of it. */
export function useStreams(): typeof openStream {
  const open: Stream[] = [];
  afterEach(() => {
    for (const stream of open.splice(0)) stream.close();
  });
  return async (...asked) => {
    const stream = await openStream(...asked);
    open.push(stream);
    return stream;
  };
}

async function read(response: IncomingMessage, heard: Heard[]): Promise<void> {
  let text = '';
  for await (const chunk of response.setEncoding('utf8')) {
    const messages = (text + String(chunk)).split('\n\n');
    text = messages.pop() ?? '';
    heard.push(...messages.map(parsed));
  }
}

function parsed(message: string): Heard {
  const fields = new Map(
    message.split('\n').map((line): [string, string] => {
      const colon = line.indexOf(': ');
      return [line.slice(0, colon), line.slice(colon + 2)];
    }),
  );
  const data = JSON.parse(fields.get('data') ?? '{}') as Heard['data'];
  return { type: fields.get('event') ?? 'message', id: fields.get('id'), data };
}

function includesInOrder(seen: readonly string[], wanted: readonly string[]): boolean {
  let next = 0;
  for (const type of seen) if (type === wanted[next]) next += 1;
  return next === wanted.length;
}
