import type { Environment } from '../storage/environment';
import { dataOf, encodeLink, typeOf } from '../storage/stored';
import { LINK_TYPE } from './link-rules';
import { isShown, type Found } from './pages';
import { firstVisible } from './retention';
import { loadStream, recordAt } from './stream-state';

function target(environment: Environment, link: Buffer): Buffer | undefined {
  const text = link.toString('utf8');
  const at = text.indexOf('@');
  const revision = Number(text.slice(0, at));
  const stream = loadStream(environment, text.slice(at + 1));
  if (at < 1 || !Number.isSafeInteger(revision) || stream.tombstoned) return undefined;
  if (stream.number === undefined || revision < firstVisible(stream.retention, stream.last)) {
    return undefined;
  }
  const record = recordAt(environment, stream.number, revision);
  return isShown(record, stream.retention) ? record : undefined;
}

/** The bytes to send for a record whose link, if it is one, is to be followed. */
export function resolveLink(environment: Environment, { record, position }: Found): Buffer {
  if (typeOf(record) !== LINK_TYPE) return record;
  return encodeLink(record, position, target(environment, dataOf(record)));
}
