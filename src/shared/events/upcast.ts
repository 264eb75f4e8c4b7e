import type { DomainEvent, EventDeclaration } from './event';
import { faultsIn } from './upcast-faults';
import { BrokenUpcasters, NoWayDown, UnevenLift, UnknownShape } from './upcast.errors';
import { shapeName, type Downcaster, type Merger, type Shape, type Upcaster } from './upcaster';

export { BrokenUpcasters, NoWayDown, UnevenLift, UnknownShape } from './upcast.errors';
export { downcaster, merger, shapeName, upcaster } from './upcaster';
export type { Downcaster, Merger, Shape, Upcaster } from './upcaster';

type Written = Shape & { readonly data: object };

/** The place that a shape takes in a merger, itself or when lifted on. */
export interface PlaceInRun {
  readonly merger: Merger;
  readonly index: number;
}

/** What is not one step from one shape. */
export interface Besides {
  readonly mergers?: readonly Merger[];
  readonly downcasters?: readonly Downcaster[];
}

/** Lifts any event ever written to today's shapes. */
export class UpcasterChain {
  readonly mergers: readonly Merger[];
  readonly downcasters: readonly Downcaster[];
  /** How many neighbours the longest merger takes together; 1 without mergers. */
  readonly longestRun: number;
  private readonly current: ReadonlyMap<string, number>;
  private readonly steps: ReadonlyMap<string, Upcaster>;
  private readonly down: ReadonlyMap<string, Downcaster>;
  private readonly places = new Map<string, PlaceInRun>();

  /** @throws BrokenUpcasters naming every gap, cycle, duplicate, dead end and unreachable step */
  constructor(
    readonly declarations: readonly EventDeclaration[],
    readonly upcasters: readonly Upcaster[],
    { mergers = [], downcasters = [] }: Besides = {},
  ) {
    this.mergers = mergers;
    this.downcasters = downcasters;
    this.longestRun = Math.max(1, ...mergers.map(({ from }) => from.length));
    this.current = new Map(declarations.map(({ type, version }) => [type, version]));
    this.steps = byShape(upcasters);
    this.down = byShape(downcasters);
    const faults = faultsIn(declarations, upcasters, mergers, downcasters);
    if (faults.length > 0) throw new BrokenUpcasters(faults);
    for (const merger of mergers) this.place(merger);
  }

  /**
   * What one stored event means where it stands without the neighbours of a merger.
   * @throws UnknownShape when nothing leads from this shape to today
   * @throws UnevenLift when a step does not make the events that it promised
   */
  lift(stored: Written): readonly DomainEvent[] {
    if (this.current.get(stored.type) === stored.version) return [stored];
    return this.next(stored).flatMap((each) => this.lift(each));
  }

  /**
   * What a whole run of neighbours means together.
   * @param run one stored event for each place of the merger, in its order
   */
  liftTogether({ from, to, merge }: Merger, run: readonly Written[]): readonly DomainEvent[] {
    const sources = from.map((shape, index) => this.liftTo(shape, run[index]));
    return this.lift({ ...to, data: merge(sources) });
  }

  /** The place in a run that an event of this shape takes; undefined for one that stands by itself. */
  placeInRun(shape: Shape): PlaceInRun | undefined {
    return this.places.size === 0 ? undefined : this.places.get(shapeName(shape));
  }

  /**
   * Today's event in an older version of its type, for a consumer that still reads that one.
   * @throws NoWayDown
   */
  lower({ type, data }: DomainEvent, version: number): Written {
    let lowered: Written = { type, version: this.current.get(type) ?? 0, data };
    while (lowered.version !== version) {
      const step = this.down.get(shapeName(lowered));
      if (!step) throw new NoWayDown({ type, version });
      lowered = { type, version: lowered.version - 1, data: step.lower(lowered.data) };
    }
    return lowered;
  }

  /** Every shape that was ever written: the current ones and each that an upcaster starts from. */
  shapes(): readonly Shape[] {
    return [...this.declarations, ...this.upcasters.map(({ from }) => from)];
  }

  isCurrent({ type, version }: Shape): boolean {
    return this.current.get(type) === version;
  }

  private next(stored: Written): Written[] {
    const step = this.steps.get(shapeName(stored));
    if (!step) throw new UnknownShape(stored);
    const lifted = step.lift(stored.data);
    if (lifted.length !== step.to.length) throw new UnevenLift(step, lifted.length);
    return step.to.map((shape, index) => ({ ...shape, data: lifted[index] ?? {} }));
  }

  private liftTo(goal: Shape, stored: Written | undefined): object {
    let reached = stored;
    while (reached && shapeName(reached) !== shapeName(goal)) [reached] = this.next(reached);
    if (!reached) throw new UnknownShape(goal);
    return reached.data;
  }

  /** Older versions take the place of the shape that they are lifted to. */
  private place(merger: Merger): void {
    for (const [index, shape] of merger.from.entries()) {
      const names = [shapeName(shape)];
      for (const name of names) {
        this.places.set(name, { merger, index });
        const leading = this.upcasters.filter(({ to: [only] }) => only && shapeName(only) === name);
        names.push(...leading.map(({ from }) => shapeName(from)));
      }
    }
  }
}

function byShape<Step extends { readonly from: Shape }>(
  steps: readonly Step[],
): ReadonlyMap<string, Step> {
  return new Map(steps.map((step) => [shapeName(step.from), step]));
}
