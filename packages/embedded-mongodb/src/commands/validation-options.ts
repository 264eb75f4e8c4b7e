import { MongoError } from '../errors';
import { toTypedDoc, type Doc } from '../bson/convert';
import { compileValidator } from '../query/validator';
import { existing } from '../storage/existing';
import type { CommandBody } from '../wire/command-body';
import { namespaceOf, type Command } from './command';

const LEVELS = ['off', 'strict', 'moderate'];
const ACTIONS = ['error', 'warn'];

function oneOf(command: CommandBody, name: string, allowed: readonly string[]): string {
  const value = command.string(name);
  if (allowed.includes(value)) return value;
  throw new MongoError(
    'BadValue',
    `Enumeration value '${value}' for field '${name}' is not valid.`,
  );
}

/** The options of a collection that create and collMod set. Throws for what is no validator. */
export function validationOptions(command: CommandBody): Doc {
  const options: Doc = {};
  if (command.has('validator')) options.validator = toTypedDoc(command.document('validator'));
  if (command.has('validationLevel')) {
    options.validationLevel = oneOf(command, 'validationLevel', LEVELS);
  }
  if (command.has('validationAction')) {
    options.validationAction = oneOf(command, 'validationAction', ACTIONS);
  }
  compileValidator(options);
  return options;
}

const KNOWN = new Set([
  'collMod',
  'validator',
  'validationLevel',
  'validationAction',
  'writeConcern',
  'comment',
  'lsid',
  'txnNumber',
  'maxTimeMS',
]);

export const collMod: Command = (command, node) => {
  const unknown = command.names().find((name) => !KNOWN.has(name) && !name.startsWith('$'));
  if (unknown !== undefined) {
    throw new MongoError('CommandNotSupported', `collMod option '${unknown}' is not supported`);
  }
  const options = validationOptions(command);
  return node.write(command, () => {
    const collection = existing(node.catalog, namespaceOf(command));
    node.catalog.refuseInUse([collection]);
    node.catalog.setOptions(collection, options);
    return { ok: 1 };
  });
};
