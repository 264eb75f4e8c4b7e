import { Line } from './line';

const HEARTBEAT_MS = 15_000;
const GRACE_MS = 5000;

let left = 0;
const opened: Line[] = [];
function line(mostWaiting?: number): Line {
  const each = new Line(() => (left += 1), mostWaiting);
  opened.push(each);
  return each;
}

beforeEach(() => {
  left = 0;
  jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'] });
});
afterEach(() => {
  for (const each of opened.splice(0)) each.destroy();
  jest.useRealTimers();
});

const message = (index: number) => ({ type: 'change', id: `${index}`, data: { index } });
/** What is there to read, up to the end if there is one. */
async function readFrom(each: Line): Promise<string> {
  let text = '';
  each.on('data', (chunk: string) => (text += chunk));
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
  return text;
}
const idsIn = (text: string) => [...text.matchAll(/^id: (\d+)$/gm)].map(([, id]) => Number(id));

describe('a line to one client', () => {
  it('sends messages in their order, each with its id', async () => {
    const each = line();
    each.send(message(1));
    each.send(message(2));
    expect(await readFrom(each)).toBe(
      'event: change\nid: 1\ndata: {"index":1}\n\nevent: change\nid: 2\ndata: {"index":2}\n\n',
    );
  });

  it('beats in every quiet quarter of a minute', async () => {
    const each = line();
    const reading = readFrom(each);
    jest.advanceTimersByTime(HEARTBEAT_MS);
    expect(await reading).toMatch(/^event: heartbeat\ndata: \{"at":"[^"]+"\}\n\n$/);
  });

  it('keeps what a slow client has not read, as far as the queue goes', async () => {
    const each = line(50);
    for (let index = 0; index < 50; index++) each.send(message(index));
    expect(idsIn(await readFrom(each))).toHaveLength(50);
  });

  it('cuts off a client that lets it run over: the last event says why, and nothing comes after', async () => {
    const each = line(50);
    for (let index = 0; index < 100; index++) each.send(message(index));
    const text = await readFrom(each);
    expect(idsIn(text)).toEqual([]);
    expect(text).toMatch(/^event: end\ndata: \{"code":"TOO_SLOW","detail":"[^"]+"\}\n\n$/);
    expect(each.readableEnded).toBe(true);
    expect(left).toBe(1);
  });

  it('cuts off by size as well: a message may be large', async () => {
    const each = line();
    for (let index = 0; index < 5; index++) {
      each.send({ type: 'snapshot', data: { text: 'x'.repeat(1024 * 1024) } });
    }
    expect(await readFrom(each)).toMatch(/^event: end\ndata: \{"code":"TOO_SLOW"/);
  });

  it('waits no longer than a moment for a client that does not read even that', () => {
    const each = line(1);
    each.send(message(1));
    each.send(message(2));
    jest.advanceTimersByTime(GRACE_MS - 1);
    expect(each.destroyed).toBe(false);
    jest.advanceTimersByTime(1);
    expect(each.destroyed).toBe(true);
  });

  it('holds no more in memory than its queue and the one buffer', async () => {
    const each = line(100_000);
    each.read(0);
    for (let index = 0; index < 50_000; index++) each.send(message(index));
    await Promise.resolve();
    expect(each.readableLength).toBeLessThan(64 * 1024 + 100);
  });

  it('ends when the process does, and says so', async () => {
    const each = line();
    const reading = readFrom(each);
    each.cut('SERVER_STOPPING');
    each.cut('TOO_SLOW');
    each.send(message(1));
    const text = await reading;
    expect(text).toContain('SERVER_STOPPING');
    expect(text).not.toMatch(/TOO_SLOW|change/);
  });

  it('tells once that the client is gone', async () => {
    const each = line();
    each.destroy();
    each.destroy();
    each.send(message(1));
    await readFrom(each);
    expect(left).toBe(1);
  });
});
