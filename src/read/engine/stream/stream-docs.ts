import { applyDecorators, Header, Headers } from '@nestjs/common';
import { ApiHeader, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { QueryRefusals } from '../query-docs';

/** What every stream has in common: what it is, how it resumes, and its refusals. */
export const StreamDocs = (summary: string, messages: string) =>
  applyDecorators(
    ApiOperation({ summary: `Server-sent events: ${summary}` }),
    ApiHeader({
      name: 'Last-Event-ID',
      required: false,
      description: 'The last message that was seen: go on behind it, or begin with a new snapshot',
    }),
    ApiOkResponse({
      description: `snapshot, ${messages}, heartbeat every 15 s, and end with a code before the server closes`,
      content: { 'text/event-stream': {} },
    }),
    QueryRefusals(),
    Header('Content-Type', 'text/event-stream; charset=utf-8'),
    Header('Cache-Control', 'no-store, no-transform'),
    Header('X-Accel-Buffering', 'no'),
    // Kept alive, it would outlive its stream by a minute, and keep a process from stopping.
    Header('Connection', 'close'),
  );

/** Where a client that was here before goes on. */
export const LastEventId = () => Headers('last-event-id');

/** A stamp of the log, as messages carry it; undefined when it is none of ours. */
export function stampIn(lastEventId: string | undefined): string | undefined {
  return lastEventId !== undefined && /^\d{19}\/\d{19}\/\d{2,}$/.test(lastEventId)
    ? lastEventId
    : undefined;
}
