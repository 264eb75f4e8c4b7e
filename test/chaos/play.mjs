import { join } from 'node:path';
import replayModule from '../../dist/src/replay/replay.js';
import tokenModule from '../../dist/src/replay/system-token.js';
import { sample } from './paths.mjs';

const RULES = { issuer: 'hailstream', audience: 'hailstream' };
const TRIPS_AT_ONCE = 16;
/** A replay that gave up on a dead server is begun again; one that never gets through is a defect. */
const BEGINNINGS = 10;
/** Of a server's log, at its end. */
const LINES_TOLD = 80;

/** Plays the sample through the HTTP API until it has got through. @returns the summary of the last playing */
export async function play(server, { trips, seed, answered = () => undefined, signal }) {
  const options = {
    file: sample,
    url: server.url,
    token: tokenModule.localSystemToken(join(server.directory, 'identity'), RULES),
    limit: trips,
    speed: 'max',
    concurrency: TRIPS_AT_ONCE,
    seed,
    signal,
  };
  for (let beginning = 1; ; beginning++) {
    let before = 0;
    const progress = ({ commands }) => {
      if (commands > before) answered(commands - before);
      before = commands;
    };
    try {
      return await replayModule.replay(options, { progress });
    } catch (error) {
      if (beginning === BEGINNINGS || !/no answer after/.test(error.message))
        throw told(error, server);
    }
  }
}

/** Of an answer that nobody may get, also what it said and what the server has to say about it. */
function told(error, server) {
  const { step, status, code, message } = error;
  if (!(status >= 500)) return error;
  const said = server.output.split('\n').slice(-LINES_TOLD).join('\n');
  const answer = JSON.stringify({ step, status, code, message });
  return new Error(`The server answered ${answer}, and its log ends with\n${said}`, {
    cause: error,
  });
}
