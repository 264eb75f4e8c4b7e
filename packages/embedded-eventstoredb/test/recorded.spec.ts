import recorded from './recorded.json';
import { start, temporaryDirectory } from './support/nodes';
import { playScenarios } from './support/scenarios';

const VERSION = 'server features';
const directory = temporaryDirectory();

describe.each([
  ['in memory', undefined],
  ['on disk', directory],
])('the recording of a real server (22.10.5), %s', (_where, data) => {
  let answers: Record<string, unknown>;

  beforeAll(async () => {
    const running = await start(data);
    answers = await playScenarios(running.client);
    await running.stop();
  });

  it.each(Object.entries(recorded))('%s', (name, expected) => {
    expect(answers[name]).toEqual(name === VERSION ? '23.10.6' : expected);
  });

  it('has no other operations, and the same order', () => {
    expect(Object.keys(answers)).toEqual(Object.keys(recorded));
  });
});
