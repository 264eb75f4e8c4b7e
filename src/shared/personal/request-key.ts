import type { FastifyInstance } from 'fastify';
import type { SubjectKeys } from './subject-keys';

declare module 'fastify' {
  interface FastifyInstance {
    /** What requests are hashed under. */
    requestKey: Buffer;
  }
}

/** Nobody's id: ids begin with a letter or a digit. */
const REQUESTS = '$requests';

/** Gives the server the installation's own key, the same in every process of it. @throws WrongMasterKey */
export async function keyRequests(server: FastifyInstance, keys: SubjectKeys): Promise<void> {
  const key = (await keys.findOrMake([REQUESTS])).get(REQUESTS);
  if (!key) throw new Error('The key of requests was shredded');
  server.decorate('requestKey', key);
}
