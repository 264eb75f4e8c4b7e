import { MongoClient } from 'mongodb';
import { openStores } from '../first-run/stores';
import { Leases } from '../shared/mongo/leases';
import { databaseOf } from '../shared/mongo/mongo.module';
import { keysBeside } from '../shared/personal/keyed';
import { LocalKms } from '../shared/personal/local-kms';
import { rotateMasterKey, type Rotation } from '../shared/personal/master-key-rotation';
import { SubjectKeys } from '../shared/personal/subject-keys';

/** Two at once would take each other's new key away. */
export class RotationInProgress extends Error {
  constructor() {
    super('Somebody else is rotating the master key');
  }
}

/** @throws RotationInProgress; WrongMasterKey; LeaseLost; what MongoDB throws while it is away */
export async function rotateMaster(): Promise<Rotation> {
  const stores = await openStores();
  const client = new MongoClient(stores.mongoUrl, { serverSelectionTimeoutMS: 5000 });
  const { keyFile } = keysBeside(stores);
  const kms = await LocalKms.in(keyFile);
  const keys = SubjectKeys.at(stores.mongoUrl, kms);
  try {
    const lease = await new Leases(databaseOf(client), client).tryAcquire('master-key');
    if (!lease) throw new RotationInProgress();
    return await lease.during(() => rotateMasterKey(kms, keys)).finally(() => lease.release());
  } finally {
    await keys.close();
    await client.close();
    await stores.close();
  }
}
