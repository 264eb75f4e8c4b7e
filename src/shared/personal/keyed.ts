import { join } from 'node:path';
import { KeyRing } from './key-ring';
import { LocalKms } from './local-kms';
import { KeyedPersonalData, type PersonalData } from './personal-data';
import { SubjectKeys } from './subject-keys';

/** Where the persons' keys are kept, and what wraps them. */
export interface KeyStore {
  readonly mongoUrl: string;
  /** Of the master key: `PERSONAL_KEY_FILE`, or beside a first run's data. */
  readonly keyFile: string;
}

/** Of a process that is told nothing but its environment. */
export function keysBeside({ mongoUrl }: Pick<KeyStore, 'mongoUrl'>): KeyStore {
  return { mongoUrl, keyFile: personalKeyFile(process.env) };
}

export function personalKeyFile(env: Readonly<Record<string, string | undefined>>): string {
  return env.PERSONAL_KEY_FILE ?? join(env.HAILSTREAM_DATA ?? '.hailstream', 'keys', 'master.key');
}

/** @throws WrongMasterKey */
export async function subjectKeysIn({ mongoUrl, keyFile }: KeyStore): Promise<SubjectKeys> {
  return SubjectKeys.at(mongoUrl, await LocalKms.in(keyFile));
}

/** Closes the keys when it is closed. */
export function keyedBy(keys: SubjectKeys, ring = new KeyRing(keys)): PersonalData {
  return new KeyedPersonalData(ring);
}
