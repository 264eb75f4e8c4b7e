import type { DomainEvent, EventDeclaration } from './event';

/** One version of one event, as the log names it: `TripRequested` version 2 is `TripRequested.v2`. */
export interface Shape {
  readonly type: string;
  readonly version: number;
}

/**
 * One pure step from a shape that was once written to the shape or shapes that came after it: one target renames or
 * reshapes, several split, none drops.
 */
export interface Upcaster {
  readonly from: Shape;
  readonly to: readonly Shape[];
  /** The data of each target, in the order of `to`. */
  lift(this: void, data: object): readonly object[];
}

/** Types a step by the old data that it reads: history can no longer be checked, only trusted. */
export function upcaster<Old extends object>(
  from: Shape,
  to: readonly Shape[],
  lift: (old: Old) => readonly object[],
): Upcaster {
  return { from, to, lift: (data) => lift(data as Old) };
}

export const shapeName = ({ type, version }: Shape) => `${type}.v${version}`;

/** Nothing declared, and no chain of upcasters, knows this stored event. */
export class UnknownShape extends Error {
  constructor(readonly shape: Shape) {
    super(`No declaration and no upcaster knows ${shapeName(shape)}`);
  }
}

/** A step promised one number of events and made another: nothing of the stored event may be lost or made up. */
export class UnevenLift extends Error {
  constructor({ from, to }: Upcaster, made: number) {
    super(`${shapeName(from)} became ${made} events instead of ${to.length}`);
  }
}

/** The upcasters do not form a whole: raised at start-up, so that no process reads with a broken chain. */
export class BrokenUpcasters extends Error {
  constructor(readonly faults: readonly string[]) {
    super(`The upcasters are broken: ${faults.join('; ')}`);
  }
}

/** Lifts any event ever written to today's shapes. */
export class UpcasterChain {
  private readonly current = new Map<string, number>();
  private readonly steps = new Map<string, Upcaster>();

  /** @throws BrokenUpcasters naming every gap, cycle, duplicate, dead end and unreachable step */
  constructor(
    readonly declarations: readonly EventDeclaration[],
    readonly upcasters: readonly Upcaster[],
  ) {
    for (const { type, version } of declarations) this.current.set(type, version);
    for (const step of upcasters) this.steps.set(shapeName(step.from), step);
    const faults = [
      ...this.duplicates(),
      ...this.gaps(),
      ...upcasters.flatMap((step) => this.faultsOf(step)),
    ];
    if (faults.length > 0) throw new BrokenUpcasters(faults);
  }

  /**
   * @throws UnknownShape when nothing leads from this shape to today
   * @throws UnevenLift when a step does not make the events that it promised
   */
  lift(stored: Shape & { readonly data: object }): readonly DomainEvent[] {
    if (this.current.get(stored.type) === stored.version) return [stored];
    const step = this.steps.get(shapeName(stored));
    if (!step) throw new UnknownShape(stored);
    const lifted = step.lift(stored.data);
    if (lifted.length !== step.to.length) throw new UnevenLift(step, lifted.length);
    return step.to.flatMap((shape, index) => this.lift({ ...shape, data: lifted[index] ?? {} }));
  }

  /** Every shape that was ever written: the current ones and each that an upcaster starts from. */
  shapes(): readonly Shape[] {
    return [...this.declarations, ...this.upcasters.map(({ from }) => from)];
  }

  isCurrent({ type, version }: Shape): boolean {
    return this.current.get(type) === version;
  }

  private duplicates(): string[] {
    const names = this.shapes().map(shapeName);
    return names
      .filter((name, index) => names.indexOf(name) !== index)
      .map((name) => `${name} is declared twice`);
  }

  private gaps(): string[] {
    return [...this.latest()].flatMap(([type, version]) =>
      Array.from({ length: version - 1 }, (_, index) => ({ type, version: index + 1 }))
        .filter((older) => !this.steps.has(shapeName(older)))
        .map((older) => `${shapeName(older)} has no upcaster`),
    );
  }

  /** The last version of each type: declared today, or the last that a retired type ever had. */
  private latest(): ReadonlyMap<string, number> {
    const latest = new Map(this.current);
    for (const { type, version } of this.upcasters.map(({ from }) => from)) {
      if (!this.current.has(type)) latest.set(type, Math.max(version, latest.get(type) ?? 0));
    }
    return latest;
  }

  private faultsOf({ from, to }: Upcaster): string[] {
    const version = this.current.get(from.type);
    const faults: string[] = [];
    if (version !== undefined && from.version > version) {
      faults.push(`${shapeName(from)} is unreachable: version ${version} is the latest`);
    }
    for (const target of to) {
      if (!this.knows(target))
        faults.push(`${shapeName(from)} leads to unknown ${shapeName(target)}`);
      if (this.leadsTo(target, from)) faults.push(`${shapeName(from)} is part of a cycle`);
    }
    return faults;
  }

  private knows(shape: Shape): boolean {
    return this.isCurrent(shape) || this.steps.has(shapeName(shape));
  }

  private leadsTo(start: Shape, goal: Shape, seen = new Set<string>()): boolean {
    const name = shapeName(start);
    if (name === shapeName(goal)) return true;
    if (seen.has(name)) return false;
    seen.add(name);
    return (this.steps.get(name)?.to ?? []).some((next) => this.leadsTo(next, goal, seen));
  }
}
