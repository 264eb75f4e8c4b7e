import { createServer, type AddressInfo } from 'node:net';
import { parentPort } from 'node:worker_threads';
import { toBytes } from '../bson/convert';
import { helloReply } from '../commands/server';
import type { CommandBody } from '../wire/command-body';
import { Connection } from '../wire/connection';
import { CursorBatch, type Reply } from '../wire/reply';
import { trip } from './trips';

const stored = toBytes({ ...trip(1) });

/** What find is asked for here: one by _id, 500 by $in, or a page. */
function found(command: CommandBody): Reply {
  const filter = command.document('filter');
  const size = filter.length > 1000 ? 500 : Math.max(1, command.number('limit', 1));
  const documents = Array.from({ length: size }, () => stored);
  return new CursorBatch('bench.trips', 0n, 'firstBatch', documents);
}

function written(command: CommandBody, list: string): Reply {
  const n = command.documents(list).length;
  return { n, nModified: n, ok: 1 };
}

/** The same protocol with storage and semantics replaced by nothing. */
function answer(command: CommandBody): Reply {
  switch (command.name) {
    case 'find':
      return found(command);
    case 'aggregate':
      return new CursorBatch('bench.trips', 0n, 'firstBatch', [stored]);
    case 'insert':
      return written(command, 'documents');
    case 'update':
      return written(command, 'updates');
    case 'hello':
    case 'ismaster':
      return helloReply(command.name, address);
    default:
      return { ok: 1 };
  }
}

let address = '';
const server = createServer((socket) => void new Connection(socket, answer).serve());
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  address = `127.0.0.1:${port}`;
  parentPort?.postMessage(port);
});
