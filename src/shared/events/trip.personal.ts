import { FIRST_SUBJECT, type PersonalField } from './personal';
import { REASONS_IN_WORDS } from './trip-booking.upcasters';

const ERASED = 'erased';

const rider = (path: string, placeholder: PersonalField['placeholder']): PersonalField => ({
  ...{ path: path.split('.'), subject: FIRST_SUBJECT, placeholder },
});

const oldPlace = (path: string) => rider(path, () => ({ text: ERASED, lat: 0, lon: 0 }));
const name = rider('riderName', () => ERASED);
const pin = rider('pin', () => '0000');

/** The one word of which an upcaster makes a code stays, or counts by code would change with an erasure. */
function tellingWord(words: unknown): string {
  const telling = REASONS_IN_WORDS.map(([word]) => word.exec(String(words))?.[0]);
  return telling.find((word) => word !== undefined)?.toLowerCase() ?? ERASED;
}

/** What was personal of shapes that imports still bring; today's shapes say it in their schemas. */
export const oldPersonalFields: Readonly<Record<string, readonly PersonalField[]>> = {
  'TripRequested.v1': [name, pin, oldPlace('pickup'), oldPlace('drop')],
  'TripRequested.v2': [name, pin, oldPlace('stops.*')],
  'TripCancelled.v1': [rider('reason', tellingWord)],
};
