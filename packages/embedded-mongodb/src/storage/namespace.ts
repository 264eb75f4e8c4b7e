import { MongoError } from '../errors';

export interface Namespace {
  readonly db: string;
  readonly name: string;
}

/** MongoDB's limits on names (https://www.mongodb.com/docs/manual/reference/limits/#naming-restrictions). */
export function checkNamespace({ db, name }: Namespace): void {
  const badDb = db === '' || db.length > 63 || /[/\\. "$\0]/.test(db);
  const badName = name === '' || name.startsWith('.') || /[$\0]/.test(name);
  if (badDb || badName || db.length + name.length > 254) {
    throw new MongoError('InvalidNamespace', `Invalid namespace specified '${db}.${name}'`);
  }
}
