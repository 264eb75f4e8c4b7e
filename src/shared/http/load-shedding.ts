import type { FastifyInstance } from 'fastify';
import { bodyOf, PROBLEM_JSON, type Problem } from './problem';

const OVERLOADED: Problem = {
  status: 503,
  code: 'OVERLOADED',
  detail: 'Too many requests are in flight; nothing was done',
};

/** Streams to screens and from cars stay open by design and are bounded where they are opened. */
const isStream = (url: string) => /^\/v1\/[^?]+\/(live|stream|uplink)(\?|$)/.test(url);

/** Turns requests away at the door while more than `most` are inside: a late answer is worth less than an early no. */
export function shedLoad(server: FastifyInstance, most: number): void {
  let inside = 0;
  server.addHook('onRequest', (request, reply, next) => {
    if (isStream(request.url)) {
      next();
      return;
    }
    inside += 1;
    reply.raw.once('close', () => (inside -= 1));
    if (inside <= most) {
      next();
      return;
    }
    void reply.status(503).header('Retry-After', '1').type(PROBLEM_JSON).send(bodyOf(OVERLOADED));
  });
}
