import type { Measurement, Trips } from './measurements';

/** What one measurement gave: the medians of several rounds, per second. */
export interface Figure {
  readonly name: string;
  readonly perSecond: number;
  /** The same against a server that does nothing. */
  readonly ceiling?: number;
  /** The median of the rounds' own ratios: what disturbs one round disturbs both of its sides. */
  readonly ratio?: number;
  readonly atLeast?: number;
  readonly standIn?: number;
}

function median(values: number[]): number {
  const sorted = values.sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? 0;
}

async function rateOf({ run }: Measurement, trips: Trips, round: number): Promise<number> {
  const from = performance.now();
  const done = await run(trips, round);
  return (done / (performance.now() - from)) * 1000;
}

/** Measures both sides in turns. The first round only warms up. */
export async function compare(
  measurement: Measurement,
  rounds: number,
  sides: (round: number) => { own: Trips; nothing: Trips | undefined },
): Promise<Figure> {
  const found: { perSecond: number; ceiling: number; ratio: number }[] = [];
  for (let round = 0; round <= rounds; round++) {
    const { own, nothing } = sides(round);
    const ceiling = nothing ? await rateOf(measurement, nothing, round) : 0;
    const perSecond = await rateOf(measurement, own, round);
    if (round > 0) found.push({ perSecond, ceiling, ratio: perSecond / ceiling });
  }
  const { name, share, standIn } = measurement;
  const middle = (of: 'perSecond' | 'ceiling') => Math.round(median(found.map((one) => one[of])));
  const compared = {
    ceiling: middle('ceiling'),
    ratio: Math.round(median(found.map(({ ratio }) => ratio)) * 100) / 100,
  };
  return {
    name,
    perSecond: middle('perSecond'),
    ...(sides(0).nothing ? compared : {}),
    ...(share === undefined ? {} : { atLeast: share }),
    ...(standIn === undefined ? {} : { standIn }),
  };
}

function misses({ perSecond, ratio, atLeast, standIn }: Figure): string[] {
  const tooLow = (value: number | undefined, least: number | undefined) =>
    value !== undefined && least !== undefined && value < least;
  return [
    ...(tooLow(ratio, atLeast) ? [`below ${atLeast ?? ''}`] : []),
    ...(tooLow(perSecond, standIn) ? [`below ${standIn ?? ''}/s`] : []),
  ];
}

/** One line of the printed table; what falls short of its aim is marked. */
export function shown(figure: Figure): string {
  const { name, perSecond, ceiling = '', ratio } = figure;
  const columns = [perSecond, ceiling, ratio?.toFixed(2) ?? ''];
  const numbers = columns.map((one) => String(one).padStart(8)).join(' ');
  return `${name.padEnd(66)} ${numbers} ${misses(figure).join(', ')}`.trimEnd();
}
