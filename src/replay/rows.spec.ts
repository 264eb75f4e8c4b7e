import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { FARE_COLUMNS } from './fares-format';
import { PICKUP_COLUMNS } from './pickups-format';
import { isRejection, type Reading } from './reject';
import { openRows, rowsOf, UnusableFile, type Row } from './rows';

const NOW = Date.parse('2026-01-01T00:00:00Z');
const pickups = PICKUP_COLUMNS.join();
const fares = FARE_COLUMNS.join();

let directory: string;
beforeAll(async () => (directory = await mkdtemp(join(tmpdir(), 'rows-'))));
afterAll(() => rm(directory, { recursive: true }));

async function read(content: string | Buffer, name = 'rows.csv'): Promise<Row[]> {
  const path = join(directory, name);
  await writeFile(path, content);
  const rows: Row[] = [];
  for await (const row of rowsOf(await openRows(path), NOW)) rows.push(row);
  return rows;
}

const verdict = (reading: Reading | undefined) =>
  reading && (isRejection(reading) ? reading.reason : reading.at);
const verdicts = async (content: string) =>
  (await read(content)).map(({ reading }) => verdict(reading));

describe('rows of pickups', () => {
  it.each([
    ['2014/4/1 00:11:00,40.769,-73.9549,B02512', '2014-04-01T04:11:00.000Z'],
    ['2014/4/10 0:11:00,40.769,-73.9549,B02512', '2014-04-10T04:11:00.000Z'],
    ['4/1/2014 0:11:00,40.769,-73.9549,B02512', '2014-04-01T04:11:00.000Z'],
    ['"4/1/2014 0:11:00",40.769,-73.9549,"B02512"', '2014-04-01T04:11:00.000Z'],
    ['2014/1/31 23:59,40.769,-73.9549,B02512', '2014-02-01T04:59:00.000Z'],
    ['2014/4/1 0:11:00,40.2259,-74.7039,', '2014-04-01T04:11:00.000Z'],
  ])('reads %s', async (row, at) => expect(await verdicts(`${pickups}\n${row}\n`)).toEqual([at]));

  it.each([
    ['2014/4/1 0:11:00,40.769,-73.9549', 'WRONG_COLUMNS'],
    ['2014/4/1 0:11:00,40.769,-73.9549,B02512,x', 'WRONG_COLUMNS'],
    ['"2014/4/1 0:11:00,40.769,-73.9549,B02512', 'WRONG_COLUMNS'],
    ['nonsense', 'WRONG_COLUMNS'],
    ['2014/13/1 0:11:00,40.769,-73.9549,B02512', 'BAD_DATE'],
    ['2014/2/29 0:11:00,40.769,-73.9549,B02512', 'BAD_DATE'],
    ['2014/4/1 24:00:00,40.769,-73.9549,B02512', 'BAD_DATE'],
    ['2014/4/1 0:61:00,40.769,-73.9549,B02512', 'BAD_DATE'],
    ['0014/4/1 0:11:00,40.769,-73.9549,B02512', 'BAD_DATE'],
    ['2014/3/9 02:30:00,40.769,-73.9549,B02512', 'BAD_DATE'],
    [',40.769,-73.9549,B02512', 'BAD_DATE'],
    ['2026/1/1 0:11:00,40.769,-73.9549,B02512', 'NOT_YET_PASSED'],
    ['2014/4/1 0:11:00,forty,-73.9549,B02512', 'BAD_NUMBER'],
    ['2014/4/1 0:11:00,NaN,-73.9549,B02512', 'BAD_NUMBER'],
    ['2014/4/1 0:11:00,Infinity,-73.9549,B02512', 'BAD_NUMBER'],
    ['2014/4/1 0:11:00,,-73.9549,B02512', 'BAD_NUMBER'],
    ['2014/4/1 0:11:00,0x28,-73.9549,B02512', 'BAD_NUMBER'],
    ['2014/4/1 0:11:00,0,0,B02512', 'IMPOSSIBLE_PLACE'],
    ['2014/4/1 0:11:00,-73.9549,40.769,B02512', 'IMPOSSIBLE_PLACE'],
    ['2014/4/1 0:11:00,40.769,73.9549,B02512', 'IMPOSSIBLE_PLACE'],
  ])('rejects %s as %s', async (row, reason) => {
    const good = '2014/4/1 0:12:00,40.769,-73.9549,B02512';
    const expected = [reason, '2014-04-01T04:12:00.000Z'];
    expect(await verdicts(`${pickups}\n${row}\n${good}\n`)).toEqual(expected);
  });

  it('takes a place outside every taxi zone, as long as it is in the region', async () => {
    expect(await verdicts(`${pickups}\n2014/4/1 0:11:00,40.7350,-74.0600,B02512\n`)).toEqual([
      '2014-04-01T04:11:00.000Z',
    ]);
  });
});

describe('rows of fares', () => {
  const row = (change: Partial<Record<(typeof FARE_COLUMNS)[number], string>> = {}) =>
    Object.values({
      ...{ key: '24238194', fare_amount: '7.5', pickup_datetime: '2015-05-07 19:52:06 UTC' },
      ...{ pickup_longitude: '-73.99981689', pickup_latitude: '40.73835373' },
      ...{ dropoff_longitude: '-73.99951172', dropoff_latitude: '40.72321701' },
      ...{ passenger_count: '1', ...change },
    }).join();

  it('takes the time, the places and the fare as they say', async () => {
    const [read1] = await read(`${fares}\n${row()}\n`);
    expect(read1?.reading).toEqual({
      at: '2015-05-07T19:52:06.000Z',
      pickup: { lat: 40.73835373, lon: -73.99981689 },
      dropOff: { lat: 40.72321701, lon: -73.99951172 },
      fareMinor: 750,
    });
  });

  it.each([
    [{ fare_amount: '-52' }, 'FARE_NOT_POSITIVE'],
    [{ fare_amount: '0.0' }, 'FARE_NOT_POSITIVE'],
    [{ fare_amount: '93963.36' }, 'IMPOSSIBLE_FARE'],
    [{ fare_amount: 'seven' }, 'BAD_NUMBER'],
    [{ passenger_count: 'x' }, 'BAD_NUMBER'],
    [{ pickup_longitude: '0.0', pickup_latitude: '0.0' }, 'IMPOSSIBLE_PLACE'],
    [{ dropoff_latitude: '401.083333' }, 'IMPOSSIBLE_PLACE'],
    [{ dropoff_longitude: '-73.99981689', dropoff_latitude: '40.73835373' }, 'ZERO_LENGTH'],
    [{ pickup_datetime: '2015-05-07 19:52:06' }, 'BAD_DATE'],
    [{ pickup_datetime: '2015-02-30 19:52:06 UTC' }, 'BAD_DATE'],
    [{ pickup_datetime: '2088-05-07 19:52:06 UTC' }, 'NOT_YET_PASSED'],
    [{ key: '1,2' }, 'WRONG_COLUMNS'],
    [{ passenger_count: '1,2' }, 'WRONG_COLUMNS'],
  ])('rejects %j as %s', async (change, reason) =>
    expect(await verdicts(`${fares}\n${row(change)}\n`)).toEqual([reason]),
  );
});

describe('files of rows', () => {
  const good = '2014/4/1 0:11:00,40.769,-73.9549,B02512';
  const text = `${pickups}\n${good}\n`;

  it.each([
    ['gzipped, by its content and not its name', gzipSync(text)],
    ['with a byte order mark', `\uFEFF${text}`],
    ['with Windows line ends', text.replaceAll('\n', '\r\n')],
    ['without a last line end', text.trimEnd()],
    ['with blank lines', `${pickups}\n\n${good}\n\n`],
  ])('are read %s', async (_, content) => {
    const rows = await read(content);
    expect(rows.map((row) => [row.number, row.text])).toEqual([[1, good]]);
  });

  it('number their rows from 1 and keep their text', async () => {
    const rows = await read(`${pickups}\n${good}\nnonsense\n${good}\n`);
    expect(rows.map((row) => row.number)).toEqual([1, 2, 3]);
    expect(rows.map((row) => row.text)).toEqual([good, 'nonsense', good]);
  });

  it('lose one row to a stray quotation mark, not those behind it', async () => {
    const rows = await read(`${pickups}\n${good}\n"${good}\n${good}\n${good}\n`);
    expect(rows.map(({ reading }) => isRejection(reading))).toEqual([false, true, false, false]);
  });

  it('hold a line of any length against the memory', async () => {
    const rows = await read(`${pickups}\n${'9'.repeat(1_000_000)}\n${good}\n`);
    expect(rows.map(({ reading }) => isRejection(reading))).toEqual([true, false]);
    expect(rows[0]?.text.length).toBeLessThan(200_000);
  });

  it('are cut short by an error, not in silence', async () => {
    const many = gzipSync(`${pickups}\n${`${good}\n`.repeat(50_000)}`);
    await expect(read(many.subarray(0, many.length / 2))).rejects.toThrow('unexpected end of file');
  });

  it.each([
    ['another header', 'a,b,c\n1,2,3\n'],
    ['nothing in it', ''],
  ])('are refused with %s', async (_, content) => {
    await expect(read(content)).rejects.toThrow(UnusableFile);
  });

  it('are refused where there is none', async () => {
    await expect(openRows(join(directory, 'missing.csv'))).rejects.toThrow(UnusableFile);
  });
});
