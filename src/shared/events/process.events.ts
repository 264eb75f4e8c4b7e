import { Type } from '@sinclair/typebox';
import { declareEvent, type EventOf } from './event';
import { personal } from './personal';
import { count, instant, text } from './trip.shapes';

/** What a process takes up: a fact of the log, or a timer of its own that came due. */
const input = Type.Union([
  Type.Object({ stream: text, revision: count, part: count, eventId: text }),
  Type.Object({ timer: text, dueAt: instant }),
]);

/** `process` is a policy by its name, `instance` what it watches over: one of each is one process. */
const process = { process: text, instance: text };
const timer = { ...process, timer: text, dueAt: instant };
const note = Type.Union([Type.String(), Type.Number(), Type.Boolean(), Type.Null()]);

/** In `process-{process}-{instance}`, with the last ones' indexes. Stored formats: a change needs a new version. */
export const processEvents = [
  declareEvent('TimerSet', 1, Type.Object({ ...timer, correlationId: text })),
  declareEvent('TimerCleared', 1, Type.Object(timer)),
  declareEvent('TimerFired', 1, Type.Object(timer)),
  declareEvent('ProcessNoted', 1, Type.Object({ ...process, notes: Type.Record(text, note) })),
  declareEvent('CommandDeclined', 1, Type.Object({ ...process, commandId: text, code: text })),
  declareEvent('ProcessStuck', 1, Type.Object({ ...process, dueAt: instant })),
  declareEvent('ProcessQuarantined', 1, Type.Object({ ...process, input, reason: text })),
  declareEvent('InputParked', 1, Type.Object({ ...process, input })),
  declareEvent('InputResumed', 1, Type.Object({ ...process, input })),
  /** Where the clock finds a timer again, in the stream of the minute in which it is due. */
  declareEvent(
    'TimerListed',
    1,
    Type.Object({ ...timer, correlationId: text, listedFor: instant }),
  ),
  /** Where operators find what is not well, in `troubles-{process}`. */
  declareEvent('TroubleRaised', 1, Type.Object({ ...process, reason: text })),
  declareEvent('TroubleSettled', 1, Type.Object(process)),
  declareEvent('PositionsKept', 1, Type.Object({ positions: Type.Record(text, text) })),
  declareEvent('ClockAdvanced', 1, Type.Object({ doneUntil: instant })),
  /** In `snapshot-{stream}`: its state at a revision, and the keys of the commands that brought it there, in base64. */
  declareEvent(
    'StateKept',
    1,
    Type.Object({
      ...{ fingerprint: text, revision: text, position: text },
      ...{
        state: personal(Type.Unknown(), null, { ofNobody: 'in the clear' }),
        commands: Type.String(),
      },
    }),
  ),
] as const;

export type EngineEvent = EventOf<(typeof processEvents)[number]>;
export type EngineEventOf<Type extends EngineEvent['type']> = Extract<EngineEvent, { type: Type }>;
export type ProcessInput = EngineEventOf<'InputParked'>['data']['input'];
