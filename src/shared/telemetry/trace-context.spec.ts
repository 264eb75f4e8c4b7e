import { linksTo, traceContextIn, traceContextOf } from './trace-context';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const parent = (span = 'b7ad6b7169203331', flags = '01', version = '00') =>
  `${version}-${TRACE}-${span}-${flags}`;

describe('the trace context that a client sends', () => {
  it('is kept with its state', () =>
    expect(traceContextIn(parent(), 'vendor=1')).toEqual({
      traceparent: parent(),
      tracestate: 'vendor=1',
    }));

  it.each([
    ...[undefined, '', 'trace', parent().toUpperCase(), parent('0'.repeat(16)), `${parent()}-x`],
    ...[parent('b7ad6b7169203331', '01', 'ff'), parent().replace(TRACE, '0'.repeat(32))],
  ])('is nothing when it is %s', (traceparent) =>
    expect(traceContextIn(traceparent, 'vendor=1')).toEqual({}),
  );

  it.each([undefined, '', 'ü=1', 'x'.repeat(513)])('has no state when that is %s', (tracestate) =>
    expect(traceContextIn(parent(), tracestate)).toEqual({ traceparent: parent() }),
  );
});

describe('the trace context that events carry where nobody traces', () => {
  const command = { correlationId: 'ride-1', commandId: 'command-1' };

  it('is what the client sent', () =>
    expect(traceContextOf({ ...command, traceparent: parent(), tracestate: 'vendor=1' })).toEqual({
      traceparent: parent(),
      tracestate: 'vendor=1',
    }));

  it('is one trace for a correlation, one span for a command, the same in every process', () => {
    const first = traceContextOf(command);
    const second = traceContextOf({ ...command, commandId: 'command-2' });
    expect(first).toEqual({
      traceparent: '00-8e50fc2dbe7850bddf3bfbdc87a01481-e12c157c0051f399-00',
    });
    const [, trace, span] = first.traceparent.split('-');
    expect(second.traceparent.split('-')[1]).toBe(trace);
    expect(second.traceparent.split('-')[2]).not.toBe(span);
    expect(traceContextIn(first.traceparent, undefined)).toEqual(first);
  });
});

describe('links over a hop', () => {
  it('lead to each span once, and to none that is none', () => {
    const links = linksTo([
      parent(),
      undefined,
      parent(),
      'trace',
      parent('00f067aa0ba902b7', '00'),
    ]);
    expect(links.map(({ context }) => [context.spanId, context.traceFlags])).toEqual([
      ['b7ad6b7169203331', 1],
      ['00f067aa0ba902b7', 0],
    ]);
  });

  it('are no more than a span may have', () => {
    const many = Array.from({ length: 500 }, (_, index) =>
      parent((index + 1).toString(16).padStart(16, '0')),
    );
    expect(linksTo(many)).toHaveLength(128);
  });
});
