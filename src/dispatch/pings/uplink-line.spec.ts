import { EventEmitter } from 'node:events';
import type { WebSocket } from '@fastify/websocket';
import { UnauthorizedException } from '@nestjs/common';
import { ProblemException } from '../../shared/http/problem';
import type { DriverId } from '../../shared/kernel/ids';
import type { PingDoor } from './ping-door';
import { UplinkLine } from './uplink-line';

/** The server's end of a line, as far as it is used here. */
class Socket extends EventEmitter {
  bufferedAmount = 0;
  readonly done: string[] = [];

  send(text: string): void {
    this.done.push(text);
  }
  close(code: number, reason: string): void {
    this.done.push(`closed ${code} ${reason}`);
  }
  terminate(): void {
    this.done.push('cut');
  }
  ping(): void {
    this.done.push('ping');
  }
  says(message: unknown): void {
    this.emit('message', Buffer.from(JSON.stringify(message)), false);
  }
}

const point = { at: '2014-04-01T04:11:00.000Z', lat: 40.7, lon: -73.9, accuracyM: 8 };
const taking = { take: () => ({ accepted: 1, dropped: [] }) } as unknown as PingDoor;

function line(door = taking, allowed = () => Promise.resolve()) {
  const socket = new Socket();
  const opened = new UplinkLine('ann' as DriverId, socket as unknown as WebSocket, door, allowed);
  return { socket, line: opened };
}

describe('a driver’s line', () => {
  it('is cut when nothing is heard on it between two beats', async () => {
    const { socket, line: it } = line();
    await it.beat();
    await it.beat();
    expect(socket.done).toEqual(['ping', 'closed 4408 SILENT', 'cut']);
  });

  it.each([
    ['an answer to the ping', (socket: Socket) => socket.emit('pong')],
    ['a message', (socket: Socket) => socket.says({ seq: 1, points: [point] })],
  ])('is kept by %s', async (_, sign) => {
    const { socket, line: it } = line();
    await it.beat();
    sign(socket);
    await it.beat();
    expect(socket.done.filter((done) => done === 'ping')).toHaveLength(2);
    expect(socket.done).not.toContain('cut');
  });

  it('is closed when its token is good no more', async () => {
    const { socket, line: it } = line(taking, () => Promise.reject(new UnauthorizedException()));
    await it.beat();
    expect(socket.done).toEqual(['ping', 'closed 4401 UNAUTHENTICATED']);
  });

  it('is closed when its answers are not read', () => {
    const { socket } = line();
    socket.bufferedAmount = 64 * 1024 + 1;
    socket.says({ seq: 1, points: [point] });
    expect(socket.done).toEqual(['closed 4429 ACKS_UNREAD']);
  });

  it('answers a refusal by its number', () => {
    const problem = { status: 429, code: 'TOO_MANY_PINGS', detail: 'Too many', retryAfterS: 3 };
    const refusing = {
      take: () => {
        throw new ProblemException(problem);
      },
    } as unknown as PingDoor;
    const { socket } = line(refusing);
    socket.says({ seq: 7, points: [point] });
    expect(JSON.parse(socket.done[0] ?? '')).toMatchObject({ seq: 7, problem });
  });

  it('takes no bytes for words', () => {
    const { socket } = line();
    socket.emit('message', Buffer.from('{}'), true);
    expect(socket.done).toEqual(['closed 4400 BAD_REQUEST']);
  });
});
