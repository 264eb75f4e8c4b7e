import { UnavailableError } from '@eventstore/db-client';
import { serve } from '../src/grpc/server';
import { openInMemory, type Environment } from '../src/storage/environment';
import { connect, happened, readNumbers } from './support/nodes';

/** A log on a disk that fills up after so many transactions. */
function fillingUp(transactions: number): Environment {
  const environment = openInMemory();
  let left = transactions;
  return {
    ...environment,
    commit: (write) =>
      left-- > 0 ? environment.commit(write) : Promise.reject(new Error('no space left')),
  };
}

describe('a disk that fails', () => {
  it('refuses what it cannot keep as unavailable, and goes on showing what it has', async () => {
    const environment = fillingUp(1);
    const options = { host: '127.0.0.1', port: 0, systemLinks: false, maxAppendSize: 1024 };
    const server = await serve(environment, options);
    const connectionString = `esdb://127.0.0.1:${server.port}?tls=false`;
    const client = connect({ connectionString });
    await client.appendToStream('s', happened(1));

    const appends = [2, 3].map((n) => client.appendToStream('s', happened(n)));
    for (const append of appends) await expect(append).rejects.toBeInstanceOf(UnavailableError);
    const later = client.appendToStream('s', happened(4));
    await expect(later).rejects.toBeInstanceOf(UnavailableError);
    await expect(client.deleteStream('s')).rejects.toBeInstanceOf(UnavailableError);
    expect(await readNumbers(client, 's')).toEqual([1]);

    await client.dispose();
    await server.close();
    await environment.close();
  });
});
