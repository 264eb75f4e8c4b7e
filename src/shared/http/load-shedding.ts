import type { FastifyInstance } from 'fastify';

/** Streams to screens stay open by design and are bounded where they are opened. */
const isStream = (url: string) => /^\/v1\/trips\/[^/?]+\/live(\?|$)/.test(url);

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
    const code = 'OVERLOADED';
    void reply
      .status(503)
      .header('Retry-After', '1')
      .type('application/problem+json')
      .send({
        ...{ type: `urn:hailstream:problem:${code}`, title: 'Service Unavailable', status: 503 },
        ...{ code, detail: 'Too many requests are in flight; nothing was done' },
      });
  });
}
