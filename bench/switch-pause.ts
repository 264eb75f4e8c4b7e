import { Freshness } from '../src/read/engine/freshness';
import { tripHistory } from '../src/read/trip-history/trip-history';
import type { Figure } from './benchmark';
import { Latencies } from '../src/replay/latencies';
import type { ReadEngine } from './read-engine';

const READERS = 4;
/** Before and after the switch. */
const AROUND_MS = 250;

interface Answer {
  readonly at: number;
  readonly ms: number;
}

/** How long readers wait around a switch, beside how long they wait while the same rebuild runs. */
export async function switchPause({
  db,
  store,
  readModels,
  rebuild,
}: ReadEngine): Promise<Figure[]> {
  const freshness = new Freshness(db, store, readModels, 0);
  const answers: Answer[] = [];
  let switchedAt = Infinity;
  const reader = async () => {
    while (performance.now() < switchedAt + AROUND_MS) {
      const began = performance.now();
      const { documents } = await freshness.open(tripHistory, undefined);
      if (!(await documents.findOne({}))) throw new Error('A reader saw nothing');
      answers.push({ at: performance.now(), ms: performance.now() - began });
    }
  };
  await Promise.all([
    ...Array.from({ length: READERS }, reader),
    rebuild.run([tripHistory], {}, ({ phase }) => {
      if (phase === 'switched') switchedAt = performance.now();
    }),
  ]);
  const isNear = ({ at }: Answer) => Math.abs(at - switchedAt) <= AROUND_MS;
  const near = percentiles(answers.filter(isNear));
  const others = percentiles(answers.filter((answer) => !isNear(answer)));
  return [
    {
      ...{ what: `queries around the switch, ${AROUND_MS} ms each way: p99`, value: near.p99 },
      ...{ unit: 'ms', target: 'no pause: at most 2' },
      against: { what: 'during the rest of the rebuild', value: others.p99 },
    },
  ];
}

function percentiles(answers: readonly Answer[]): { readonly p50: number; readonly p99: number } {
  const latencies = new Latencies();
  for (const { ms } of answers) latencies.record(ms);
  return latencies.percentiles;
}
