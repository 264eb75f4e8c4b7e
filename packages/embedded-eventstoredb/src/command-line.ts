import { parseArgs } from 'node:util';
import type { EventStoreDBOptions } from './index';

export const USAGE = [
  'usage: embedded-eventstoredb [--port 2113] [--host 127.0.0.1] (--data DIR | --memory)',
  '                             [--system-links] [--max-append-size 1048576]',
  '       embedded-eventstoredb backup --data DIR --to DIR',
  '       embedded-eventstoredb verify --data DIR',
].join('\n');

export class UsageError extends Error {}

/** What the command line asks for. */
export type Command =
  | { kind: 'serve'; options: EventStoreDBOptions }
  | { kind: 'backup'; data: string; to: string }
  | { kind: 'verify'; data: string };

const LARGEST_APPEND = 16 * 1024 * 1024;

function parseNumber(name: string, text: string, most: number): number {
  const number = Number(text);
  if (text !== '' && Number.isInteger(number) && number >= 0 && number <= most) return number;
  throw new UsageError(`--${name} ${text} is not a number from 0 to ${most}`);
}

function parseBackup(args: string[]): Command {
  const { data, to } = parseArgs({
    args,
    options: { data: { type: 'string' }, to: { type: 'string' } },
  }).values;
  if (data === undefined || to === undefined) throw new UsageError('give both --data and --to');
  return { kind: 'backup', data, to };
}

function parseVerify(args: string[]): Command {
  const { data } = parseArgs({ args, options: { data: { type: 'string' } } }).values;
  if (data === undefined) throw new UsageError('give --data');
  return { kind: 'verify', data };
}

function parseServe(args: string[]): Command {
  const { values } = parseArgs({
    args,
    options: {
      port: { type: 'string', default: '2113' },
      host: { type: 'string', default: '127.0.0.1' },
      data: { type: 'string' },
      memory: { type: 'boolean', default: false },
      'system-links': { type: 'boolean', default: false },
      'max-append-size': { type: 'string', default: '1048576' },
    },
  });
  const { data, memory, host } = values;
  if ((data === undefined) === !memory) throw new UsageError('give either --data or --memory');
  const options = {
    port: parseNumber('port', values.port, 65535),
    host,
    systemLinks: values['system-links'],
    maxAppendSize: parseNumber('max-append-size', values['max-append-size'], LARGEST_APPEND),
  };
  return { kind: 'serve', options: data === undefined ? options : { ...options, data } };
}

/** @throws UsageError, or the TypeError of `parseArgs`, when the arguments make no sense */
export function parseCommand(args: string[]): Command {
  const [first, ...rest] = args;
  if (first === 'backup') return parseBackup(rest);
  return first === 'verify' ? parseVerify(rest) : parseServe(args);
}
