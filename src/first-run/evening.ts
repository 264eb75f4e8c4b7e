import { live } from '../live/live';
import { liveDisplayOn } from '../live/live-display';
import { summaryInWords } from '../live/summary-in-words';
import { localTokens } from '../replay/local-tokens';
import { tokenRulesFrom } from '../shared/configuration';
import type { DataDirectory } from './data-directory';
import { SAMPLE } from './sample';

/** The busiest hour of the sample's day, in three minutes. */
const EVENING = {
  ...{ pickups: SAMPLE, drivers: 40, hours: 1, speed: 20, seed: 1 },
  fromMs: Date.parse('2014-04-02T21:00:00.000Z'),
};

/** A small city on top of the history, so that there is something to watch. What goes wrong in it ends it alone. */
export async function playEvening(
  directory: DataDirectory,
  url: string,
  signal: AbortSignal,
): Promise<void> {
  console.log(
    `${EVENING.drivers} drivers now live a real evening of 2014, ${EVENING.speed} times as fast as life`,
  );
  const tokens = localTokens(directory.identity, tokenRulesFrom(process.env));
  const display = liveDisplayOn(process.stdout);
  const progress = display.show.bind(display);
  try {
    const lived = await live({ ...EVENING, url, tokens, signal }, { progress });
    display.end();
    console.log(summaryInWords(lived).join('\n'));
  } catch (error) {
    display.end();
    console.error(
      `The live city stopped: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}
