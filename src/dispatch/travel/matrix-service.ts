import { setMaxListeners } from 'node:events';
import { Type } from '@sinclair/typebox';
import { TypeCompiler } from '@sinclair/typebox/compiler';
import { Agent, request } from 'undici';
import { InFlight } from '../../shared/in-flight';
import { nameOf, tablesOf, type MatrixTable } from './matrix-tables';
import type { Way } from './travel-times';

/** What an OSRM server takes at most in one table, unless it is told otherwise. */
const MOST_POINTS = 100;
const AT_ONCE = 16;
const LARGEST_ANSWER = 1024 * 1024;

const Answer = TypeCompiler.Compile(
  Type.Object({
    code: Type.Literal('Ok'),
    durations: Type.Array(
      Type.Array(Type.Union([Type.Number({ minimum: 0, maximum: 1e6 }), Type.Null()])),
    ),
  }),
);

/** The matrix service did not answer, or not with times. */
export class MatrixFailed extends Error {}

/** Times by road from a service that speaks OSRM's table API: `/table/v1/driving/…`, seconds, null without a road. */
export class MatrixService {
  private readonly agent = new Agent({ connections: AT_ONCE, maxResponseSize: LARGEST_ANSWER });

  constructor(
    private readonly url: string,
    private readonly mostPoints = MOST_POINTS,
  ) {}

  /**
   * @param found is told of each time as it is there: what came before a failure is good
   * @throws MatrixFailed; also when `signal` aborts
   */
  async times(
    ways: readonly Way[],
    found: (way: number, seconds: number) => void,
    signal: AbortSignal,
  ): Promise<void> {
    // Each question under way listens to it.
    setMaxListeners(2 * AT_ONCE, signal);
    const asking = new InFlight(AT_ONCE, () => undefined);
    for (const table of tablesOf(ways, this.mostPoints)) {
      if (signal.aborted) throw new MatrixFailed('Not in time');
      await asking.start(async () => {
        const durations = await this.ask(table, signal);
        for (const { way, source, destination } of table.cells) {
          const seconds = durations[source]?.[destination] ?? null;
          if (seconds !== null) found(way, Math.round(seconds));
        }
      });
    }
    await asking.end();
  }

  async close(): Promise<void> {
    await this.agent.destroy();
  }

  private async ask(table: MatrixTable, signal: AbortSignal) {
    const { sources, destinations } = table;
    const points = [...sources, ...destinations].map(nameOf).join(';');
    const numbers = (from: number, count: number) =>
      Array.from({ length: count }, (_, index) => from + index).join(';');
    const url = new URL(`${this.url.replace(/\/$/, '')}/table/v1/driving/${points}`);
    url.searchParams.set('sources', numbers(0, sources.length));
    url.searchParams.set('destinations', numbers(sources.length, destinations.length));
    url.searchParams.set('annotations', 'duration');
    const answer = await this.read(url, signal);
    if (!Answer.Check(answer)) throw new MatrixFailed('The matrix service answered with no times');
    return answer.durations;
  }

  private async read(url: URL, signal: AbortSignal): Promise<unknown> {
    try {
      const { statusCode, body } = await request(url, { dispatcher: this.agent, signal });
      if (statusCode === 200) return await body.json();
      await body.dump();
      throw new MatrixFailed(`The matrix service answered ${statusCode}`);
    } catch (cause) {
      if (cause instanceof MatrixFailed) throw cause;
      throw new MatrixFailed('The matrix service did not answer', { cause });
    }
  }
}
