import { ANY, NO_STREAM, WrongExpectedVersionError } from '@eventstore/db-client';
import { happened, readNumbers, start, temporaryDirectory, type Running } from './support/nodes';

const directory = temporaryDirectory();

describe('writing the same events again', () => {
  let running: Running;
  beforeEach(async () => {
    running = await start(directory);
  });
  afterEach(() => running.stop());

  it('fifty times at once appends once and answers alike', async () => {
    const events = [happened(1), happened(2)];
    const options = { expectedRevision: NO_STREAM } as const;
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => running.client.appendToStream('same', events, options)),
    );
    expect(new Set(answers.map(({ position }) => position?.commit)).size).toBe(1);
    expect(answers.every(({ nextExpectedRevision }) => nextExpectedRevision === 1n)).toBe(true);
    expect(await readNumbers(running.client, 'same')).toEqual([1, 2]);
  });

  it('at any revision is recognised after a restart', async () => {
    await running.client.appendToStream('kept', happened(3), { expectedRevision: ANY });
    await running.client.appendToStream('kept', happened(4), { expectedRevision: ANY });
    await running.stop();
    running = await start(directory);
    const again = await running.client.appendToStream('kept', happened(3), {
      expectedRevision: ANY,
    });
    expect(again.nextExpectedRevision).toBe(0n);
    expect(await readNumbers(running.client, 'kept')).toEqual([3, 4]);
  });

  it('is recognised beside other writers in the same batch', async () => {
    const { client } = running;
    const write = (n: number) => client.appendToStream('busy', happened(n));
    await Promise.all([5, 6, 5, 7, 6, 5].map(write));
    expect((await readNumbers(client, 'busy')).sort()).toEqual([5, 6, 7]);
  });

  it('with another event in the same place is a conflict', async () => {
    const { client } = running;
    const options = { expectedRevision: NO_STREAM } as const;
    await client.appendToStream('taken', happened(8), options);
    await expect(client.appendToStream('taken', happened(9), options)).rejects.toThrow(
      WrongExpectedVersionError,
    );
  });
});

describe('many writers that expect the same revision', () => {
  it('have one winner, also within one batch', async () => {
    const { client, stop } = await start();
    const race = (revision: typeof NO_STREAM | bigint, first: number) =>
      Promise.allSettled(
        Array.from({ length: 40 }, (_, n) =>
          client.appendToStream('race', happened(first + n), { expectedRevision: revision }),
        ),
      );
    const results = [...(await race(NO_STREAM, 100)), ...(await race(0n, 200))];
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(2);
    expect(await readNumbers(client, 'race')).toHaveLength(2);
    await stop();
  });
});
