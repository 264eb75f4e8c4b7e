import { Command, Option } from 'nest-commander';
import { DataDirectory } from '../first-run/data-directory';
import { live } from '../live/live';
import { liveDisplayOn, noDisplay } from '../live/live-display';
import { liveCityOf, type LiveFlags } from '../live/live-flags';
import { summaryInWords } from '../live/summary-in-words';
import type { LiveSummary } from '../live/tally';
import { localTokens } from '../replay/local-tokens';
import { tokenRulesFrom } from '../shared/configuration';
import type { Reporting } from './answering-command';
import { CityCommand } from './city-command';
import { EXIT } from './exit-codes';
import { untilInterrupted } from './interruption';

@Command({
  name: 'live',
  description:
    'A city of real rides played live through the HTTP API: drivers ping and answer offers, riders wait and change their minds; 40 drivers for an hour unless said otherwise. Exits with 0 done, 1 failed, 2 bad usage, 130 interrupted',
})
export class LiveCommand extends CityCommand {
  run(_: string[], { json = false, ...flags }: Reporting & LiveFlags): Promise<void> {
    return this.answered(
      { json },
      () => untilInterrupted((end) => play(flags, json, end)),
      summaryInWords,
    );
  }

  @Option({
    flags: '--speed <factor>',
    description: 'so many times faster than life, or max (20)',
  })
  speed(text: string): string {
    return text;
  }

  @Option({ flags: '--url <url>', description: 'where the platform is (http://127.0.0.1:$PORT)' })
  url(text: string): string {
    return text;
  }
}

/** Everybody has a token of their own, so that the platform has to be one of this machine's keys. */
async function play(flags: LiveFlags, json: boolean, signal: AbortSignal): Promise<LiveSummary> {
  const tokens = localTokens(new DataDirectory().identity, tokenRulesFrom(process.env));
  const options = { ...liveCityOf(flags, process.env.PORT), tokens, signal };
  const display = json ? noDisplay : liveDisplayOn(process.stderr);
  const progress = display.show.bind(display);
  const summary = await live(options, { progress }).finally(() => display.end());
  if (signal.aborted) process.exitCode = EXIT.interrupted;
  return summary;
}
