import { MongoError } from '../errors';
import { T } from '../bson/raw';
import { runPipeline } from '../aggregate/pipeline';
import { ListStream } from '../query/find';
import { namespaceOf, type Command, type Commands } from './command';
import { FIRST_BATCH, firstBatch } from './find';
import { batchSizeOf, sortBytesOf } from './options';
import { rawDocuments } from './update';

const aggregate: Command = (command, node) => {
  const raw = command.raw('pipeline');
  if (raw?.type !== T.array) {
    throw new MongoError('TypeMismatch', "'pipeline' option must be specified as an array");
  }
  if (command.boolean('explain')) {
    throw new MongoError('CommandNotSupported', 'explain is not supported yet');
  }
  const target = command.value('aggregate');
  const namespace =
    typeof target === 'string' ? namespaceOf(command) : { db: command.db, name: '$cmd.aggregate' };
  const variables = command.doc('let');
  const result = runPipeline(node, namespace, rawDocuments(raw), variables, sortBytesOf(command));
  const ns = `${namespace.db}.${namespace.name}`;
  const size = batchSizeOf(command, FIRST_BATCH);
  const answer = (documents: readonly Buffer[]) =>
    firstBatch(node, command, ns, new ListStream(documents), size);
  // What is there at once is answered at once: a transaction is served only until something waits.
  return result instanceof Promise ? result.then(() => answer([])) : answer(result);
};

export const aggregateCommands: Commands = { aggregate };
