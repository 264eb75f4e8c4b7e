import websocket, { type WebSocket } from '@fastify/websocket';
import { Injectable, type BeforeApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost, ModuleRef } from '@nestjs/core';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { bodyOf, PROBLEM_JSON, ProblemException, type Problem } from '../../shared/http/problem';
import { problemOf } from '../../shared/http/problem.filter';
import { IdPipe } from '../../shared/http/id.pipe';
import { bearerOf } from '../../shared/identity/identity.guard';
import { TokenVerifier } from '../../shared/identity/token-verifier';
import type { DriverId } from '../../shared/kernel/ids';
import { onlyOwn } from './own-driver';
import { PingDoor } from './ping-door';
import { CLOSE, UplinkLine } from './uplink-line';

const PATH = '/v1/drivers/:driverId/uplink';
const LARGEST_MESSAGE = 64 * 1024;
const MOST_LINES = 20_000;
const BEATS_EVERY_MS = 20_000;
/** Lines that do not close by themselves are cut. */
const CLOSES_WITHIN_MS = 1000;

type Asked = FastifyRequest<{ Params: { driverId: string } }>;

/** `GET /v1/drivers/{driverId}/uplink`, upgraded to a WebSocket: one line for each driver. */
@Injectable()
export class Uplink implements OnModuleInit, BeforeApplicationShutdown {
  private readonly lines = new Map<DriverId, UplinkLine>();
  private beating: NodeJS.Timeout | undefined;

  constructor(
    private readonly host: HttpAdapterHost,
    private readonly modules: ModuleRef,
    private readonly door: PingDoor,
  ) {}

  get open(): number {
    return this.lines.size;
  }

  /** Only queued: whoever waits for a plugin here freezes the routes before their way of refusing is set. */
  onModuleInit(): void {
    const fastify = this.host.httpAdapter.getInstance<FastifyInstance>();
    const tokens = this.modules.get(TokenVerifier, { strict: false });
    void fastify.register(websocket, {
      options: { maxPayload: LARGEST_MESSAGE },
      errorHandler: (_, socket) => socket.terminate(),
      preClose: closeAll,
    });
    void fastify.register((server, _, done) => {
      server.route<{ Params: { driverId: string } }>({
        ...{ method: 'GET', url: PATH },
        preValidation: (request, reply) => this.admit(request, reply, tokens),
        handler: (_request, reply) => refuse(reply, UPGRADE),
        wsHandler: (socket, request) => this.connect(socket, request, tokens),
      });
      done();
    });
    this.beating = setInterval(() => this.beat(), BEATS_EVERY_MS).unref();
  }

  beforeApplicationShutdown(): void {
    clearInterval(this.beating);
  }

  /** Refused before the upgrade, as any request is. */
  private async admit(request: Asked, reply: FastifyReply, tokens: TokenVerifier): Promise<void> {
    try {
      const driverId = new IdPipe().transform(request.params.driverId);
      onlyOwn(await tokens.verify(bearerOf(request)), driverId);
      const isKnown = this.lines.has(driverId as DriverId);
      if (this.lines.size >= MOST_LINES && !isKnown) throw new ProblemException(TOO_MANY_LINES);
    } catch (error) {
      await refuse(reply, problemOf(error));
    }
  }

  private connect(socket: WebSocket, request: Asked, tokens: TokenVerifier): void {
    const driverId = request.params.driverId as DriverId;
    const token = bearerOf(request);
    const line = new UplinkLine(driverId, socket, this.door, () => tokens.verify(token));
    this.lines.get(driverId)?.close(CLOSE.replaced);
    this.lines.set(driverId, line);
    socket.on('close', () => {
      if (this.lines.get(driverId) === line) this.lines.delete(driverId);
    });
  }

  private beat(): void {
    for (const line of this.lines.values()) void line.beat();
  }
}

const UPGRADE: Problem = {
  ...{ status: 426, code: 'UPGRADE_REQUIRED', detail: 'This is for WebSockets' },
};

const TOO_MANY_LINES: Problem = {
  ...{ status: 503, code: 'OVERLOADED', detail: 'Too many drivers have a line open here' },
};

function refuse(reply: FastifyReply, problem: Problem): FastifyReply {
  const { status } = problem;
  if (status === 503) void reply.header('Retry-After', '1');
  if (status === 401) void reply.header('WWW-Authenticate', 'Bearer');
  if (status === 426) void reply.header('Upgrade', 'websocket');
  return reply.status(status).type(PROBLEM_JSON).send(bodyOf(problem));
}

/** Taken over from the plugin, which gives no reason and waits for as long as a client likes. */
function closeAll(this: FastifyInstance, done: () => void): void {
  const { clients } = this.websocketServer;
  for (const client of clients) client.close(...CLOSE.stopping);
  setTimeout(() => {
    for (const client of clients) client.terminate();
  }, CLOSES_WITHIN_MS).unref();
  done();
}
