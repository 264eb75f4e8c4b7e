import { shapeName, type Downcaster, type Merger, type Shape, type Upcaster } from './upcaster';

/** The place of a part is written with two digits. */
const MOST_PARTS = 100;

/** What keeps these steps from reading all that was ever written, one fault each. */
export function faultsIn(
  declared: readonly Shape[],
  upcasters: readonly Upcaster[],
  mergers: readonly Merger[],
  downcasters: readonly Downcaster[],
): string[] {
  return new Whole(declared, upcasters, mergers, downcasters).faults();
}

class Whole {
  private readonly current: ReadonlyMap<string, number>;
  private readonly steps: ReadonlyMap<string, Upcaster>;

  constructor(
    private readonly declared: readonly Shape[],
    private readonly upcasters: readonly Upcaster[],
    private readonly mergers: readonly Merger[],
    private readonly downcasters: readonly Downcaster[],
  ) {
    this.current = new Map(declared.map(({ type, version }) => [type, version]));
    this.steps = new Map(upcasters.map((step) => [shapeName(step.from), step]));
  }

  faults(): string[] {
    const inSteps = [
      ...twice([...this.declared, ...sources(this.upcasters)], 'is declared twice'),
      ...this.gaps(),
      ...this.upcasters.flatMap((step) => this.faultsOf(step)),
    ];
    // What stands on steps that lead nowhere, or round and round, cannot be judged.
    return inSteps.length > 0 ? inSteps : [...this.tooManyParts(), ...this.faultsBeside()];
  }

  private faultsBeside(): string[] {
    const merged = this.mergers.flatMap(({ from }) => from);
    return [
      ...twice(merged, 'has two places in mergers'),
      ...this.mergers.flatMap((merger) => this.faultsOfMerger(merger)),
      ...twice(sources(this.downcasters), 'is lowered twice'),
      ...this.downcasters.flatMap(({ from }) => this.faultsOfDowncaster(from)),
    ];
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

  private faultsOfMerger({ from, to }: Merger): string[] {
    const name = from.map(shapeName).join(' + ');
    const circular = from.some((shape) => this.leadsTo(to, shape));
    return [
      ...(from.length < 2 ? [`${name} is merged with nothing`] : []),
      ...(this.knows(to) ? [] : [`${name} leads to unknown ${shapeName(to)}`]),
      ...(circular ? [`${name} is part of a cycle`] : []),
      ...from.flatMap((shape) => this.faultsOfSource(shape)),
    ];
  }

  private faultsOfSource(shape: Shape): string[] {
    const name = shapeName(shape);
    const others = this.mergers.flatMap(({ from }) => from).filter((each) => each !== shape);
    const ahead = others.find((each) => this.leadsTo(shape, each) && shapeName(each) !== name);
    return [
      ...(this.steps.has(name) ? [] : [`${name} is merged, but has no upcaster of its own`]),
      ...(this.isPartOfASplit(name) ? [`${name} is merged, but may be a part of a split`] : []),
      ...(ahead ? [`${name} is merged, and so is ${shapeName(ahead)} that it leads to`] : []),
    ];
  }

  /** Whatever leads here must lead here alone: a run is made of whole stored events. */
  private isPartOfASplit(name: string): boolean {
    return this.upcasters.some(({ from, to }) => {
      if (!to.some((target) => shapeName(target) === name)) return false;
      return to.length > 1 || this.isPartOfASplit(shapeName(from));
    });
  }

  private faultsOfDowncaster({ type, version }: Shape): string[] {
    const name = shapeName({ type, version });
    const later = this.downcasters.some(
      ({ from }) => from.type === type && from.version === version + 1,
    );
    if (this.current.get(type) !== version && !later) return [`nothing leads down to ${name}`];
    return version > 1 ? [] : [`${name} has no version before it`];
  }

  private tooManyParts(): string[] {
    return this.upcasters
      .filter(({ from }) => this.partsOf(from) > MOST_PARTS)
      .map(({ from }) => `${shapeName(from)} becomes more than ${MOST_PARTS} events`);
  }

  private partsOf(shape: Shape): number {
    const step = this.steps.get(shapeName(shape));
    return step ? step.to.reduce((sum, target) => sum + this.partsOf(target), 0) : 1;
  }

  private knows(shape: Shape): boolean {
    return this.current.get(shape.type) === shape.version || this.steps.has(shapeName(shape));
  }

  private leadsTo(start: Shape, goal: Shape, seen = new Set<string>()): boolean {
    const name = shapeName(start);
    if (name === shapeName(goal)) return true;
    if (seen.has(name)) return false;
    seen.add(name);
    return (this.steps.get(name)?.to ?? []).some((next) => this.leadsTo(next, goal, seen));
  }
}

const sources = (steps: readonly { readonly from: Shape }[]) => steps.map(({ from }) => from);

function twice(shapes: readonly Shape[], fault: string): string[] {
  const names = shapes.map(shapeName);
  return names
    .filter((name, index) => names.indexOf(name) !== index)
    .map((name) => `${name} ${fault}`);
}
