import { MongoError } from '../errors';
import { toBytes, toTypedDoc, type Doc } from '../bson/convert';
import { compileSchema } from './json-schema';
import { Matcher } from './matcher';

let bypassed = false;

/** With `bypass`, what `work` writes is not validated. */
export function bypassing<R>(bypass: boolean, work: () => R): R {
  bypassed = bypass;
  try {
    return work();
  } finally {
    bypassed = false;
  }
}

/** Refuses documents that a collection's validator does not accept. */
export type CheckDocument = (document: Buffer, before?: Buffer) => void;

function detailsOf(validator: Doc, document: Buffer): Doc {
  const failed =
    '$jsonSchema' in validator && compileSchema(validator.$jsonSchema)(toTypedDoc(document));
  return failed ? { operatorName: '$jsonSchema', ...failed } : { specifiedAs: validator };
}

function failure(validator: Doc, document: Buffer): MongoError {
  const errInfo = {
    failingDocumentId: toTypedDoc(document)._id,
    details: detailsOf(validator, document),
  };
  return new MongoError('DocumentValidationFailure', 'Document failed validation', { errInfo });
}

/** The check that a collection's options ask for. Throws for a validator that is none. */
export function compileValidator(options: Doc): CheckDocument | undefined {
  const { validator, validationLevel: level = 'strict', validationAction: action } = options;
  if (validator === undefined || Object.keys(validator as Doc).length === 0) return undefined;
  const matcher = new Matcher(toBytes(validator as Doc));
  if (level === 'off' || action === 'warn') return undefined;
  return (document, before) => {
    if (bypassed || matcher.matches(document)) return;
    // Documents that were there before the validator may stay as they are.
    if (level === 'moderate' && before && !matcher.matches(before)) return;
    throw failure(validator as Doc, document);
  };
}
