import { randomUUID } from 'node:crypto';
import { messageField, numberField, textField } from '../protobuf/wire-writer';
import type { Environment } from '../storage/environment';
import { tombstoneKey } from '../storage/keys';
import { withStructuredIds } from '../storage/structured-id';
import { Alarm } from '../streams/alarm';
import type { Commits } from '../streams/commits';
import { follow, type Notices } from '../streams/follow';
import { resolveLink } from '../streams/links';
import { logPage, streamPage, type Found, type Page } from '../streams/pages';
import { sendAll, type Source } from '../streams/read';
import { isSoftDeleted } from '../streams/retention';
import { loadStream, type StreamState } from '../streams/stream-state';
import type { Call } from './call';
import { readReadRequest, type From, type ReadRequest } from './decode-read';
import { Refusal, streamDeleted } from './refusal';
import { Status } from './status';

const NOTICES: Notices = {
  caughtUp: messageField(8),
  fellBehind: messageField(9),
  checkpoint: (position) => messageField(3, numberField(1, position), numberField(2, position)),
};

function streamNotFound(stream: string): Buffer {
  return messageField(4, messageField(1, textField(3, stream)));
}

function unexpected(result: string): Refusal {
  return new Refusal(Status.UNKNOWN, `Unexpected ${result}: Error`);
}

function revisionOf(from: From, end: number): number {
  if (from === 'start') return 0;
  return from === 'end' ? end : from;
}

/** Serves `Read`: reads and subscriptions, of a stream and of `$all`. */
export class ReadCalls {
  constructor(
    private readonly environment: Environment,
    private readonly commits: Commits,
  ) {}

  async serve(call: Call): Promise<void> {
    const request = readReadRequest(await call.request());
    if (request.count === undefined) await this.subscribe(request, call);
    else if (request.stream === undefined) await this.readAll(request, call);
    else await this.readStream(request, request.stream, call);
  }

  private async readAll(request: ReadRequest, call: Call): Promise<void> {
    const { from, backwards, count = 0 } = request;
    const source: Source = (cursor, most) => logPage(this.environment, cursor, backwards, most);
    const start = revisionOf(from, this.endOfLog());
    await sendAll(call, source, start, count, this.frame(request));
  }

  private async readStream(request: ReadRequest, name: string, call: Call): Promise<void> {
    const { from, backwards, count = 0 } = request;
    if (count === 0 || (from === 'end' && !backwards)) throw unexpected('ReadStreamResult');
    const stream = this.open(name);
    if (stream.last < 0 || isSoftDeleted(stream.retention)) {
      await call.send(streamNotFound(name));
      return;
    }
    const source: Source = (cursor, most) =>
      streamPage(this.environment, stream, cursor, backwards, most);
    await sendAll(call, source, revisionOf(from, stream.last), count, this.frame(request));
  }

  private async subscribe(request: ReadRequest, call: Call): Promise<void> {
    const { stream: name, filter } = request;
    const alarm = new Alarm();
    const stop = this.commits.watch(() => alarm.ring(), name);
    call.onLeave(() => {
      stop();
      alarm.ring();
    });
    const from =
      name === undefined
        ? this.afterPosition(request.from)
        : this.afterRevision(name, request.from);
    await call.send(messageField(2, textField(1, randomUUID())));
    await follow({
      sink: call,
      source: name === undefined ? this.allSource() : this.streamSource(name),
      from,
      frame: this.frame(request),
      filter,
      notices: NOTICES,
      woken: () => alarm.wait(),
    });
  }

  private allSource(): Source {
    return (cursor, most) => logPage(this.environment, cursor, false, most);
  }

  private streamSource(name: string): Source {
    return (cursor, most) => {
      const stream = loadStream(this.environment, name);
      if (stream.tombstoned) return this.tombstonePage(stream, cursor);
      return streamPage(this.environment, stream, cursor, false, most);
    };
  }

  /** A subscriber of a stream that ends hears so once, as its last event. */
  private tombstonePage(stream: StreamState, cursor: number): Page {
    const page = streamPage(this.environment, stream, cursor, false, Infinity);
    if (page.next !== undefined || stream.number === undefined || cursor === Infinity) return page;
    const position = this.environment.index.get(tombstoneKey(stream.number));
    const record = position === undefined ? undefined : this.environment.log.get(position);
    if (position === undefined || record === undefined) return page;
    return { records: [...page.records, { at: Infinity, position, record }], next: undefined };
  }

  private afterPosition(from: From): number {
    if (from === 'start') return 0;
    return from === 'end' ? this.endOfLog() : from + 1;
  }

  private afterRevision(name: string, from: From): number {
    const stream = this.open(name);
    if (from === 'start') return 0;
    return from === 'end' ? stream.last + 1 : from + 1;
  }

  private open(name: string): StreamState {
    const stream = loadStream(this.environment, name);
    if (stream.tombstoned) throw streamDeleted(name);
    return stream;
  }

  private endOfLog(): number {
    const { newest } = this.environment.log;
    return newest === undefined ? 0 : newest + 1;
  }

  private frame({ resolveLinks, structuredIds }: ReadRequest): (found: Found) => Buffer {
    const response: (found: Found) => Buffer = resolveLinks
      ? (found) => resolveLink(this.environment, found)
      : ({ record }) => record;
    return structuredIds ? (found) => withStructuredIds(response(found)) : response;
  }
}
