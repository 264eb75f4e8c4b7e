import type { CityEvent, RecordedCityEvent } from '../../shared/events/city.events';
import type { Audit, Checker, Reactions } from '../checker';

/** What is kept of one stream: where it stands, and the few facts that the next event is held against. */
export interface Held {
  readonly status: string;
}

type Data<Type extends CityEvent['type']> = Extract<CityEvent, { type: Type }>['data'];

/** One row of the rules' own table: the event, and in which states it may come. */
interface Row<EventData, State extends Held> {
  readonly from: readonly string[];
  /** Without it nothing changes. */
  readonly to?: string | ((held: State, data: EventData) => string);
  /** What else has to hold: what is wrong in words, or nothing. What is not known is not held against it. */
  readonly unless?: (held: State, data: EventData) => string | false | undefined;
  readonly keeps?: (held: State, data: EventData) => Partial<State>;
}

/** Every event of one aggregate, as the business rules' tables have it; written apart from the code that decides. */
export type LegalTable<Type extends CityEvent['type'], State extends Held> = {
  readonly [Each in Type]: Row<Data<Each>, State>;
};

interface Rules<Type extends CityEvent['type'], State extends Held> {
  readonly invariant: string;
  readonly table: LegalTable<Type, State>;
  /** In which a stream is forgotten: hardly anything comes after. */
  readonly ends: readonly string[];
}

export const NONE = 'None';
/** Where a stream stands that has ended and is not remembered any more. */
export const FORGOTTEN = 'over';
const BEFORE = 'unknown';

/** Each stream is a legal history: every event was possible in the state that those before it had led to. */
export class LegalHistory<Type extends CityEvent['type'], State extends Held> implements Checker {
  readonly invariants = [this.rules.invariant];
  readonly on: Reactions = Object.fromEntries(
    Object.keys(this.rules.table).map((type) => [type, (event: never) => this.take(event)]),
  );
  private readonly streams = new Map<string, State>();

  constructor(
    private readonly audit: Audit,
    private readonly rules: Rules<Type, State>,
  ) {}

  /** Where a stream stands; for specs. */
  statusOf(stream: string): string | undefined {
    return this.streams.get(stream)?.status;
  }

  private take(event: RecordedCityEvent): void {
    const { invariant, table, ends } = this.rules;
    const row = table[event.type as Type] as Row<object, State>;
    const held = this.streams.get(event.stream) ?? this.unseen(event);
    this.audit.verdicts.judge(invariant, event, this.faultOf(row, held, event));
    const to = typeof row.to === 'function' ? row.to(held, event.data) : (row.to ?? held.status);
    const next = { ...held, ...row.keeps?.(held, event.data), status: to };
    if (ends.includes(to) || to === FORGOTTEN) this.streams.delete(event.stream);
    else this.streams.set(event.stream, next);
  }

  private unseen({ revision }: RecordedCityEvent): State {
    const status = revision === 0n ? NONE : this.audit.partial ? BEFORE : FORGOTTEN;
    return { status } as State;
  }

  private faultOf(
    { from, unless }: Row<object, State>,
    held: State,
    { type, data }: RecordedCityEvent,
  ): string | undefined {
    const { status } = held;
    if (status === BEFORE) return undefined;
    const may =
      status === FORGOTTEN
        ? this.rules.ends.some((end) => from.includes(end))
        : from.includes(status);
    if (!may) return `${type} cannot come when it is ${status}`;
    const fault = unless?.(held, data);
    return fault ? `${type}: ${fault}` : undefined;
  }
}

type Plain = string | number | null | undefined;

/** What is wrong when something that is known is not what the event says. */
export function differs(what: string, held: Plain, said: Plain): string | false {
  return held !== undefined && held !== said && `${what} is ${String(held)}, not ${String(said)}`;
}
