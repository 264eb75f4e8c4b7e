/// <reference types="ws" />
import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import type { WebSocket } from '@fastify/websocket';
import { problemOf } from '../../shared/http/problem.filter';
import { bodyOf } from '../../shared/http/problem';
import type { DriverId } from '../../shared/kernel/ids';
import type { PingDoor } from './ping-door';
import { UplinkMessageDto } from './pings.dto';

/** Why a line is closed: RFC 6455's own codes, and ours in its private range. */
export const CLOSE = {
  stopping: [1001, 'STOPPING'],
  malformed: [4400, 'BAD_REQUEST'],
  unauthenticated: [4401, 'UNAUTHENTICATED'],
  /** No sign of life on the line. */
  silent: [4408, 'SILENT'],
  /** The same driver has opened another. */
  replaced: [4409, 'REPLACED'],
  /** It sends and does not read what is answered. */
  unread: [4429, 'ACKS_UNREAD'],
} as const;

export type Close = (typeof CLOSE)[keyof typeof CLOSE];

/** Some hundreds of acknowledgements. */
const MOST_UNREAD_BYTES = 64 * 1024;

/** One driver's open line. Each message is taken and answered before the next is looked at. */
export class UplinkLine {
  private isAlive = true;

  constructor(
    readonly driverId: DriverId,
    private readonly socket: WebSocket,
    private readonly door: PingDoor,
    /** Fails once the token that opened the line is good no more. */
    private readonly stillAllowed: () => Promise<unknown>,
  ) {
    socket.on('message', (data, isBinary) =>
      this.take(isBinary ? '' : (data as Buffer).toString()),
    );
    socket.on('pong', () => (this.isAlive = true));
  }

  close([code, reason]: Close): void {
    this.socket.close(code, reason);
  }

  /** Whoever answers nothing between two beats is gone. */
  async beat(): Promise<void> {
    if (!this.isAlive) {
      this.close(CLOSE.silent);
      this.socket.terminate();
      return;
    }
    this.isAlive = false;
    this.socket.ping();
    await this.stillAllowed().catch(() => this.close(CLOSE.unauthenticated));
  }

  private take(text: string): void {
    this.isAlive = true;
    const message = messageIn(text);
    if (!message) this.close(CLOSE.malformed);
    else if (this.socket.bufferedAmount > MOST_UNREAD_BYTES) this.close(CLOSE.unread);
    else this.socket.send(JSON.stringify({ seq: message.seq, ...this.answer(message.points) }));
  }

  private answer(points: UplinkMessageDto['points']): object {
    try {
      return this.door.take(this.driverId, points);
    } catch (error) {
      const problem = problemOf(error);
      return { problem: { ...bodyOf(problem), retryAfterS: problem.retryAfterS } };
    }
  }
}

function messageIn(text: string): UplinkMessageDto | undefined {
  try {
    const message = plainToInstance(UplinkMessageDto, JSON.parse(text));
    if (!(message instanceof UplinkMessageDto)) return undefined;
    const faults = validateSync(message, { whitelist: true, forbidNonWhitelisted: true });
    return faults.length === 0 ? message : undefined;
  } catch {
    return undefined;
  }
}
