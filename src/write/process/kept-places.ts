import type { EngineEventOf } from '../../shared/events/process.events';
import type { EngineLog } from './engine-log';

type PositionsKept = EngineEventOf<'PositionsKept'>;
/** How far readers of the log have come, by their names, as sortable text; nothing of one that has not begun. */
export type Places = PositionsKept['data']['positions'];

/** Of all policies. */
export const POLICY_POSITIONS = 'checkpoint-policies';
/** Of a city's dispatcher, whichever process leads: up to where the log was taken in when it last decided. */
export const matchingPositions = (cityId: string) => `checkpoint-matching-${cityId}`;

/** Readers' places in one stream of the log, of which it holds the last: for their next start, and for whoever asks. */
export class KeptPlaces {
  private kept = '';

  constructor(
    private readonly stream: string,
    private readonly log: EngineLog,
  ) {}

  async last(): Promise<Places> {
    const last = await this.log.last<PositionsKept>(this.stream, 'PositionsKept');
    return last?.positions ?? {};
  }

  /** Appends nothing when nothing has moved. */
  async keep(places: Places): Promise<void> {
    const positions = Object.fromEntries(
      Object.entries(places).filter(([, place]) => place !== ''),
    );
    const text = JSON.stringify(positions);
    if (text === this.kept || text === '{}') return;
    await this.log.keep(this.stream, { type: 'PositionsKept', data: { positions } });
    this.kept = text;
  }
}
