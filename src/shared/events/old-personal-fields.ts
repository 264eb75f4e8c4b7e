import { FIRST_SUBJECT, type PersonalField } from './personal';
import { REASONS_IN_WORDS } from './trip-booking.upcasters';

const ERASED = 'erased';

/** Of the person whom the event is about first. */
const theirs = (path: string, placeholder: PersonalField['placeholder']): PersonalField => ({
  ...{ path: path.split('.'), subject: FIRST_SUBJECT, placeholder },
});

const writtenPlace = (path: string) => theirs(path, () => ({ text: ERASED, lat: 0, lon: 0 }));
const name = theirs('riderName', () => ERASED);
const pin = theirs('pin', () => '0000');
const stops = theirs('stops.*', () => ({ placeRef: ERASED, lat: 0, lon: 0 }));
const booking = [stops, theirs('boardingPin', () => '0000')];

/** The one word of which an upcaster makes a code stays, or counts by code would change with an erasure. */
function tellingWord(words: unknown): string {
  const telling = REASONS_IN_WORDS.map(([word]) => word.exec(String(words))?.[0]);
  return telling.find((word) => word !== undefined)?.toLowerCase() ?? ERASED;
}

/** What is personal of shapes that the log holds or imports still bring; today's shapes say it in their schemas. */
export const oldPersonalFields: Readonly<Record<string, readonly PersonalField[]>> = {
  'TripRequested.v1': [name, pin, writtenPlace('pickup'), writtenPlace('drop')],
  'TripRequested.v2': [name, pin, writtenPlace('stops.*')],
  'TripRequested.v3': booking,
  'TripScheduled.v1': booking,
  'TripCancelled.v1': [theirs('reason', tellingWord)],
  'VehicleRegistered.v1': [theirs('plate', () => ERASED), theirs('vin', () => ERASED)],
};
