import { MongoError } from '../errors';
import { T } from '../bson/raw';
import { runPipeline } from '../aggregate/pipeline';
import { ListStream } from '../query/find';
import { namespaceOf, type Command, type Commands } from './command';
import { FIRST_BATCH, firstBatch } from './find';
import { batchSizeOf } from './options';
import { rawDocuments } from './update';

const aggregate: Command = async (command, node) => {
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
  const result = await runPipeline(node, namespace, rawDocuments(raw), command.doc('let'));
  const stream = new ListStream(result);
  const ns = `${namespace.db}.${namespace.name}`;
  return firstBatch(node, command, ns, stream, batchSizeOf(command, FIRST_BATCH));
};

export const aggregateCommands: Commands = { aggregate };
