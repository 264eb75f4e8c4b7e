import {
  ANY,
  BACKWARDS,
  binaryEvent,
  END,
  eventTypeFilter,
  excludeSystemEvents,
  jsonEvent,
  NO_STREAM,
  START,
  STREAM_EXISTS,
  streamNameFilter,
  type AppendExpectedRevision,
  type EventStoreDBClient,
  type Position,
} from '@eventstore/db-client';
import { collect, event, named, Player, type Subscription } from './player';

const KILOBYTE = 1024;

/** The client keeps this to itself, but an application may want it, and the recording has it. */
interface Capable {
  capabilities: Promise<{ serverVersion: string }>;
}

const fromEnd = { direction: BACKWARDS, fromRevision: END } as const;

function expecting(expectedRevision: AppendExpectedRevision) {
  return { expectedRevision };
}

function isMine(stream: string): boolean {
  return stream.startsWith('s-') || stream.startsWith('$$s-');
}

function numbered(prefix: string, count: number, type: (n: number) => string = () => 'Happened') {
  return Array.from({ length: count }, (_, n) => event(`${prefix}${n}`, type(n)));
}

async function expectedRevisions(player: Player): Promise<void> {
  const expectations: [string, AppendExpectedRevision][] = [
    ['any', ANY],
    ['no_stream', NO_STREAM],
    ['stream_exists', STREAM_EXISTS],
    ['exact 0', 0n],
    ['exact 5', 5n],
  ];
  for (const [name, revision] of expectations) {
    const stream = `s-absent-${name.replace(' ', '')}`;
    await player.append(
      `absent stream, ${name}`,
      stream,
      [event(`abs${name}`)],
      expecting(revision),
    );
  }
  await player.append('two at once', 's-a', [event('a0'), event('a1')], expecting(NO_STREAM));
  const onExisting: [string, AppendExpectedRevision][] = [
    ['no_stream', NO_STREAM],
    ['exact 0', 0n],
    ['exact 7', 7n],
    ['exact 1', 1n],
    ['stream_exists', STREAM_EXISTS],
    ['any', ANY],
  ];
  for (const [name, revision] of onExisting) {
    await player.append(
      `existing stream, ${name}`,
      's-a',
      [event(`ax${name}`)],
      expecting(revision),
    );
  }
  const quietly = { expectedRevision: 0n, throwOnAppendFailure: false };
  await player.append('conflict without throwing', 's-a', [event('quiet')], quietly);
  await player.append('no events, any', 's-empty', [], expecting(ANY));
  await player.append('no events, no_stream', 's-empty', [], expecting(NO_STREAM));
  await player.append('no events, right exact', 's-a', [], expecting(4n));
  await player.append('no events, wrong exact', 's-a', [], expecting(9n));
  await player.read('after appends', 's-a');
  await player.read('after empty appends', 's-empty');
}

async function retries(player: Player): Promise<void> {
  const again = (
    name: string,
    events: string[],
    revision: AppendExpectedRevision,
    stream = 's-i',
  ) =>
    player.append(
      name,
      stream,
      events.map((each) => event(each)),
      expecting(revision),
    );
  const three = ['i0', 'i1', 'i2'];
  await again('idem first', three, NO_STREAM);
  await again('idem same again, no_stream', three, NO_STREAM);
  await again('idem same again, any', three, ANY);
  await again('idem first two, no_stream', ['i0', 'i1'], NO_STREAM);
  await again('idem first two, any', ['i0', 'i1'], ANY);
  await again('idem last, exact 1', ['i2'], 1n);
  await again('idem last, any', ['i2'], ANY);
  await again('idem with a new tail, no_stream', [...three, 'i3'], NO_STREAM);
  await again('idem with a new tail, any', ['i1', 'i2', 'i9'], ANY);
  await again('idem out of order, no_stream', ['i1', 'i0'], NO_STREAM);
  await again('idem last at the tip, exact tip', ['i2'], 2n);
  await player.read('idem stream', 's-i');
  await again('later event', ['i-later'], ANY);
  await again('idem after later events, no_stream', three, NO_STREAM);
  await again('idem after later events, exact -1 plus one', ['i1'], 0n);
  await again('idem after later events, any', ['i0'], ANY);
  await again('idem same id, other stream', ['i0'], ANY, 's-i2');
  await again('same id twice in one write', ['d', 'd'], NO_STREAM, 's-i3');
  await again('same id twice in one write, again', ['d', 'd'], NO_STREAM, 's-i3');
  await again('stream_exists, same id again', ['d'], STREAM_EXISTS, 's-i3');
  await player.read('idem stream 3', 's-i3');
  await player.read('idem stream, end', 's-i');
}

async function streamReads(player: Player): Promise<void> {
  await player.append(
    'ten',
    's-r',
    numbered('r', 10, (n) => (n % 2 === 1 ? 'Odd' : 'Even')),
  );
  await player.read('forwards from start, 3', 's-r', { maxCount: 3 });
  await player.read('forwards from 7', 's-r', { fromRevision: 7n });
  await player.read('forwards from 10', 's-r', { fromRevision: 10n });
  await player.read('forwards from 100', 's-r', { fromRevision: 100n });
  await player.read('forwards from end', 's-r', { fromRevision: END });
  await player.read('backwards from end, 3', 's-r', { ...fromEnd, maxCount: 3 });
  const backwards = (fromRevision: bigint | typeof START) =>
    ({ direction: BACKWARDS, fromRevision }) as const;
  await player.read('backwards from start', 's-r', backwards(START));
  await player.read('backwards from 4, 2', 's-r', { ...backwards(4n), maxCount: 2 });
  await player.read('backwards from 100, 2', 's-r', { ...backwards(100n), maxCount: 2 });
  await player.read('max count 0', 's-r', { maxCount: 0 });
  await player.read('absent stream', 's-never');
  await player.read('absent stream backwards', 's-never', fromEnd);
}

async function myFirstPositions(
  client: EventStoreDBClient,
): Promise<[Position, Position, Position]> {
  const positions: Position[] = [];
  for await (const { event: read } of client.readAll()) {
    if (read?.position && isMine(read.streamId)) positions.push(read.position);
  }
  return positions.slice(0, 3) as [Position, Position, Position];
}

async function firstFrom(
  client: EventStoreDBClient,
  fromPosition: Position,
  direction: 'forwards' | 'backwards',
): Promise<bigint | undefined> {
  for await (const { event: read } of client.readAll({ fromPosition, direction, maxCount: 1 })) {
    return read?.position.commit;
  }
  return undefined;
}

async function allReads(player: Player): Promise<void> {
  const { client } = player;
  await player.all('all, forwards', isMine);
  await player.all('all, backwards', isMine, { direction: BACKWARDS, fromPosition: END });
  await player.step('all, max count', async () => {
    const events = await collect(client.readAll({ maxCount: 5 }));
    return events.length;
  });
  await player.step('all, from a position is inclusive', async () => {
    const positions = await myFirstPositions(client);
    const [first, second] = positions;
    const forwards = await firstFrom(client, second, 'forwards');
    const back = await firstFrom(client, second, 'backwards');
    return {
      grows: first.commit < second.commit,
      commitEqualsPrepare: positions.every(({ commit, prepare }) => commit === prepare),
      forwardsGives: forwards === second.commit ? 'the event at the position' : 'the next',
      backwardsGives: back === first.commit ? 'the event before' : 'the event at the position',
    };
  });
  await player.step("append position is the last event's", async () => {
    const { position } = await client.appendToStream('s-pos', numbered('p', 2));
    let last: Position | undefined;
    for await (const { event: read } of client.readStream('s-pos')) last = read?.position;
    return {
      equalsLast: last?.commit === position?.commit,
      commitEqualsPrepare: position?.commit === position?.prepare,
    };
  });
}

async function softDeletes(player: Player): Promise<void> {
  const { client } = player;
  const remove = (name: string, expectedRevision: bigint) =>
    player.step(name, async () => {
      const { position } = await client.deleteStream('s-d', { expectedRevision });
      return { position: position ? 'given' : 'absent' };
    });
  await player.append('to delete', 's-d', numbered('d', 3));
  await remove('delete, wrong exact', 9n);
  await remove('delete, exact', 2n);
  await player.read('deleted stream', 's-d');
  await player.metadata('metadata of a deleted stream', 's-d');
  await player.append('recreate, exact 0', 's-d', [event('d-wrong')], expecting(0n));
  await player.append('recreate, no_stream', 's-d', [event('d3')], expecting(NO_STREAM));
  await player.append('recreate again, no_stream', 's-d', [event('d4')], expecting(NO_STREAM));
  await player.read('recreated stream', 's-d');
  await player.metadata('metadata of a recreated stream', 's-d');
  await player.read('recreated stream, from 0', 's-d', { fromRevision: 0n });
  await player.append('to delete 2', 's-d2', numbered('e', 2));
  await player.ok('delete 2, any', () => client.deleteStream('s-d2'));
  await player.append(
    'recreate 2, stream_exists',
    's-d2',
    [event('e-x')],
    expecting(STREAM_EXISTS),
  );
  await player.append('recreate 2, exact last', 's-d2', [event('e2')], expecting(1n));
  await player.read('recreated 2', 's-d2');
  await player.ok('delete an absent stream', () => client.deleteStream('s-never2'));
  await player.ok('delete an absent stream, no_stream', () =>
    client.deleteStream('s-never3', { expectedRevision: NO_STREAM }),
  );
  const created = [event('nv')];
  await player.append(
    'append after deleting an absent stream',
    's-never2',
    created,
    expecting(NO_STREAM),
  );
  await player.read('read it', 's-never2');
  await player.ok('delete twice', async () => {
    await client.deleteStream('s-d2');
    await client.deleteStream('s-d2');
  });
}

async function tombstones(player: Player): Promise<void> {
  const { client } = player;
  await player.append('to tombstone', 's-t', numbered('t', 2));
  await player.ok('tombstone, wrong exact', () =>
    client.tombstoneStream('s-t', { expectedRevision: 7n }),
  );
  await player.step('tombstone', async () => {
    const { position } = await client.tombstoneStream('s-t', { expectedRevision: 1n });
    return { position: position ? 'given' : 'absent' };
  });
  await player.read('tombstoned', 's-t');
  await player.append('append to a tombstoned stream', 's-t', [event('t9')]);
  const fresh = [event('t8')];
  await player.append(
    'append to a tombstoned stream, no_stream',
    's-t',
    fresh,
    expecting(NO_STREAM),
  );
  await player.ok('tombstone twice', () => client.tombstoneStream('s-t'));
  await player.ok('delete a tombstoned stream', () => client.deleteStream('s-t'));
  await player.metadata('metadata of a tombstoned stream', 's-t');
  await player.ok('set metadata on a tombstoned stream', () =>
    client.setStreamMetadata('s-t', { maxCount: 1 }),
  );
  await player.ok('tombstone an absent stream', () => client.tombstoneStream('s-t2'));
  await player.append('append to it', 's-t2', [event('t2')]);
  await player.all('tombstones in all', (stream) => stream.startsWith('s-t'));
}

async function retention(player: Player): Promise<void> {
  const { client } = player;
  const nextRevision = async (result: Promise<{ nextExpectedRevision: bigint }>) => ({
    next: (await result).nextExpectedRevision,
  });
  await player.append('twelve', 's-m', numbered('m', 12));
  await player.step('no metadata', async () => {
    const { metadata, metastreamRevision, streamName } = await client.getStreamMetadata('s-m');
    const revision = metastreamRevision === undefined ? 'absent' : 'given';
    return { metadata: metadata ?? null, revision, name: streamName };
  });
  await player.metadata('metadata of an absent stream', 's-never4');
  await player.step('set maxCount, no_stream', () =>
    nextRevision(
      client.setStreamMetadata('s-m', { maxCount: 4, team: 'ops' }, expecting(NO_STREAM)),
    ),
  );
  await player.ok('set metadata, wrong exact', () =>
    client.setStreamMetadata('s-m', { maxCount: 5 }, expecting(3n)),
  );
  await player.metadata('get it', 's-m');
  await player.read('with maxCount 4', 's-m');
  await player.read('with maxCount 4, from 0', 's-m', { fromRevision: 0n });
  await player.read('with maxCount 4, backwards', 's-m', fromEnd);
  await player.read('with maxCount 4, from 2, two', 's-m', { fromRevision: 2n, maxCount: 2 });
  await player.append('one more', 's-m', [event('m12')]);
  await player.read('maxCount slides', 's-m');
  await player.step('all still shows truncated events', async () => {
    let count = 0;
    for await (const { event: read } of client.readAll()) if (read?.streamId === 's-m') count++;
    return count;
  });
  await player.step('set truncateBefore', () =>
    nextRevision(client.setStreamMetadata('s-m', { truncateBefore: 11 })),
  );
  await player.read('with truncateBefore 11', 's-m');
  await player.read('truncated, backwards', 's-m', fromEnd);
  await player.ok('truncateBefore past the end', () =>
    client.setStreamMetadata('s-m', { truncateBefore: 100 }),
  );
  await player.read('all truncated', 's-m');
  const next = [event('m13')];
  await player.append('append after all truncated, exact 12', 's-m', next, expecting(12n));
  await player.read('still truncated', 's-m');
  await player.step('maxAge 1 s', () => readOnceAged(client));
  await player.read('the metastream itself', '$$s-m');
  await player.read('metastream of a stream without', '$$s-a');
  const raw = jsonEvent({ id: named('raw'), type: '$metadata', data: { $maxCount: 1 } });
  await player.append('metadata written as an event', '$$s-raw', [raw]);
  await player.append('then data', 's-raw', numbered('w', 2));
  await player.read('raw metadata is honoured', 's-raw');
}

async function readOnceAged(client: EventStoreDBClient): Promise<unknown> {
  await client.appendToStream('s-age', numbered('g', 2));
  await client.setStreamMetadata('s-age', { maxAge: 1 });
  while ((await collect(client.readStream('s-age'))).length > 0);
  await client.appendToStream('s-age', [event('g2')]);
  return collect(client.readStream('s-age'));
}

async function links(player: Player): Promise<void> {
  const { client } = player;
  const targets = ['1@s-r', '99@s-r', '0@s-t'];
  const written = targets.map((target, n) =>
    binaryEvent({ id: named(`l${n}`), type: '$>', data: Buffer.from(target) }),
  );
  await player.append('a link', 's-links', written);
  for (const [name, resolveLinkTos] of [
    ['links resolved', true],
    ['links unresolved', false],
  ] as const) {
    await player.step(name, () => collect(client.readStream('s-links', { resolveLinkTos })));
  }
}

async function payloads(player: Player): Promise<void> {
  const big = (name: string, bytes: number) =>
    jsonEvent({ id: named(name), type: 'Big', data: { s: 'x'.repeat(bytes) } });
  await player.append('binary, empty, odd types', 's-p', [
    binaryEvent({
      id: named('b0'),
      type: 'Bin',
      data: Buffer.from([0, 255, 1]),
      metadata: Buffer.from([9]),
    }),
    jsonEvent({ id: named('b1'), type: 'NoData', data: {} }),
    jsonEvent({ id: named('b2'), type: '$system-looking', data: { a: 1 } }),
    jsonEvent({
      id: named('b3'),
      type: 'Unicode ✓ тест',
      data: { s: 'žluťoučký 🚕' },
      metadata: { m: 1 },
    }),
  ]);
  await player.read('payloads', 's-p');
  const megabyte = KILOBYTE * KILOBYTE;
  await player.append('just over a megabyte', 's-big', [big('big', megabyte)]);
  await player.append('just under a megabyte', 's-big', [big('big2', megabyte - 2000)]);
  const halves = ['half1', 'half2'].map((name) => big(name, 600 * KILOBYTE));
  await player.append('two halves over together', 's-big', halves);
  await player.append('unicode stream', 's-žluť ✓/?#', [event('u0')]);
  await player.read('unicode stream read', 's-žluť ✓/?#');
  await player.append('system stream', '$mine', [event('sys')]);
}

async function subscriptions(player: Player): Promise<void> {
  const { client } = player;
  const ofStream = (stream: string, fromRevision: bigint | typeof START | typeof END) =>
    client.subscribeToStream(stream, { fromRevision }) as Subscription;
  const add = (stream: string, ...names: string[]) =>
    client.appendToStream(
      stream,
      names.map((name) => event(name)),
    );
  await player.take('stream from start, then live', ofStream('s-a', START), 6, () =>
    add('s-a', 'live0'),
  );
  await player.take('stream from 3 is exclusive', ofStream('s-a', 3n), 2);
  await player.take('stream from end', ofStream('s-a', END), 1, () => add('s-a', 'live1'));
  await player.take('absent stream, then live', ofStream('s-new', START), 2, () =>
    add('s-new', 'n0', 'n1'),
  );
  await player.take('tombstoned stream', ofStream('s-t', START), 1);
  await player.take('stream tombstoned while subscribed', ofStream('s-new', END), 1, () =>
    client.tombstoneStream('s-new'),
  );
  const odd = eventTypeFilter({ prefixes: ['Odd'] });
  const live = [event('z0', 'Even'), event('z1', 'Odd'), event('z2', 'Odd')];
  await player.take(
    'all, filtered, from end',
    client.subscribeToAll({ fromPosition: END, filter: odd }),
    2,
    () => client.appendToStream('s-live', live),
  );
  const filters = {
    'type prefixes': eventTypeFilter({ prefixes: ['Odd', 'Ev'] }),
    'type regex': eventTypeFilter({ regex: '^O.d$' }),
    'stream prefixes': streamNameFilter({ prefixes: ['s-i2', 's-i3'] }),
    'stream regex': streamNameFilter({ regex: '^s-i[23]$' }),
  };
  for (const [name, filter] of Object.entries(filters)) {
    const subscription = client.subscribeToAll({ fromPosition: START, filter });
    await player.take(`all from start, by ${name}`, subscription, 4);
  }
}

async function filteredNotices(player: Player): Promise<void> {
  const { client } = player;
  await player.step('all, without system events', async () => {
    const kinds = new Set<string>();
    const subscription = client.subscribeToAll({
      fromPosition: START,
      filter: excludeSystemEvents(),
    });
    await new Promise<void>((resolve) => {
      let left = 60;
      subscription.on('data', ({ event: read }) => {
        kinds.add(read?.type.startsWith('$') === true ? '$' : 'plain');
        if (--left === 0) resolve();
      });
    });
    await subscription.unsubscribe();
    return [...kinds];
  });
  await player.step('checkpoints of a filtered subscription', async () => {
    const marks: bigint[] = [];
    const filter = eventTypeFilter({
      prefixes: ['Nothing-has-this-type'],
      maxSearchWindow: 8,
      checkpointInterval: 1,
      checkpointReached: (_subscription, { commit }) => {
        marks.push(commit);
      },
    });
    const subscription = client.subscribeToAll({ fromPosition: START, filter });
    subscription.on('data', () => undefined);
    await new Promise((resolve) => subscription.once('caughtUp', resolve));
    await subscription.unsubscribe();
    const grow = marks.every((mark, n) => n === 0 || mark >= (marks[n - 1] ?? 0n));
    return { several: marks.length > 1, grow };
  });
  await player.step(
    'server features',
    async () => (await (client as unknown as Capable).capabilities).serverVersion,
  );
}

/** Plays every operation of the recording, in its order. */
export async function playScenarios(client: EventStoreDBClient): Promise<Player['answers']> {
  const player = new Player(client);
  const chapters = [
    expectedRevisions,
    retries,
    streamReads,
    allReads,
    softDeletes,
    tombstones,
    retention,
    links,
    payloads,
    subscriptions,
    filteredNotices,
  ];
  for (const chapter of chapters) await chapter(player);
  return player.answers;
}
