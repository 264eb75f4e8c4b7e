import type { Sent } from './sent';
import type { Instant } from './time';

export type Notes = Readonly<Record<string, string | number | boolean | null>>;

/** One thing that follows. Steps are carried out in their order, each exactly once in effect. */
export type Step<Command> =
  | { readonly set: string; readonly at: Instant }
  | { readonly clear: string }
  | { readonly note: Notes }
  | {
      /** Makes the command under the id that it has to have. */
      readonly send: (sent: Sent) => Command;
      /** Codes of refusals that mean "no longer wanted"; any other refusal is a failure. */
      readonly unless: readonly string[];
    };

/** A process as it is before what just happened: its pending timers, and what it noted. */
export interface Process {
  readonly timers: Readonly<Record<string, { readonly dueAt: Instant }>>;
  readonly notes: Notes;
}

/** A timer of this name is a process's own deadline: when it comes due, the process is reported as stuck. */
export const DEADLINE = 'deadline';

interface Happening {
  readonly type: string;
}

/**
 * What follows from facts, by nobody's wish: pure, no clock, no I/O. With timers or notes it is a process manager with
 * a stream of its own for each instance. It sees each fact of an instance once, in the order of the log.
 */
export interface Policy<Fact extends Happening, Command> {
  /** Stable: part of the ids of its commands and of the names of its streams. Letters and dashes. */
  readonly name: string;
  /** Facts recorded before it was introduced are not its business, however often the log is read. */
  readonly since: Instant;
  /** Which instance a fact concerns: what happens to one is taken up in its order, to several at the same time. */
  instanceOf(this: void, fact: Fact): string;
  readonly on: {
    readonly [Type in Fact['type']]?: (
      fact: Extract<Fact, { type: Type }>,
      process: Process,
    ) => readonly Step<Command>[];
  };
  /** By the name of the timer that came due. */
  readonly due: Readonly<
    Record<string, (instance: string, process: Process) => readonly Step<Command>[]>
  >;
}

/** A policy whatever its facts and commands are: the engine takes their types on trust. */
export type AnyPolicy = Policy<never, object>;
