import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { bodyOf, PROBLEM_JSON } from './problem';

/** What the HTTP parser calls its refusals; everything else is simply no HTTP. */
const STATUS_OF_PARSER: Readonly<Record<string, number>> = {
  HPE_HEADER_OVERFLOW: 431,
  ERR_HTTP_REQUEST_TIMEOUT: 408,
};

/** Requests turned away before any route was found are problems too, like every refusal. */
export const doorProblems = {
  /** A path that cannot be decoded, a version that nobody serves. */
  frameworkErrors(error: FastifyError, _: FastifyRequest, reply: FastifyReply): void {
    const status = error.statusCode ?? 400;
    void reply.status(status).type(PROBLEM_JSON).send(problem(status));
  },

  /** What could not even be parsed has no reply to answer with, only its connection. */
  clientErrorHandler({ code }: NodeJS.ErrnoException, socket: Socket): void {
    if (code === 'ECONNRESET' || socket.destroyed || !socket.writable) {
      socket.destroy();
      return;
    }
    const status = STATUS_OF_PARSER[code ?? ''] ?? 400;
    const body = JSON.stringify(problem(status));
    const head = [
      `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? 'Error'}`,
      `Content-Type: ${PROBLEM_JSON}`,
      `Content-Length: ${body.length}`,
      'Connection: close',
    ];
    socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
  },
};

function problem(status: number): object {
  const code = status === 400 ? 'BAD_REQUEST' : `HTTP_${status}`;
  return bodyOf({ status, code, detail: 'The request is not well formed' });
}
