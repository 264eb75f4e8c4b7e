import { clearLine, cursorTo } from 'node:readline';
import type { LiveProgress } from './progress';

const LINE_EVERY = 5;

/** Shows how a live city stands, and leaves the last line there. */
export interface LiveDisplay {
  show(progress: LiveProgress): void;
  end(): void;
}

export const noDisplay: LiveDisplay = { show: () => undefined, end: () => undefined };

/** One line that changes on a terminal; elsewhere one for every fifth that is told. */
export function liveDisplayOn(stream: NodeJS.WriteStream): LiveDisplay {
  let told = 0;
  return {
    show(progress) {
      told += 1;
      if (stream.isTTY) {
        cursorTo(stream, 0);
        stream.write(inWords(progress));
        clearLine(stream, 1);
      } else if (told % LINE_EVERY === 1) stream.write(`${inWords(progress)}\n`);
    },
    end() {
      if (stream.isTTY && told > 0) stream.write('\n');
    },
  };
}

function inWords({ online, free, busy, waiting, requests, offers, completed }: LiveProgress) {
  return (
    `drivers ${online} online, ${free} free, ${busy} busy | ` +
    `riders ${requests} asked, ${waiting} waiting | ${offers} offers, ${completed} trips completed`
  );
}
