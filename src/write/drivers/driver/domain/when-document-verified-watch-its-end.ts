import type { DriverEvent } from '../../../../shared/events/driver.events';
import { DOCUMENT_KINDS, type DocumentKind } from '../../../../shared/events/driver.shapes';
import { NOTICE_DAYS, noticeAt } from '../../../../shared/kernel/expiry';
import type { DriverId } from '../../../../shared/kernel/ids';
import type { Policy, Process } from '../../../../shared/kernel/policy';
import { NoteExpiry } from './note-expiry';

type Watched = Extract<DriverEvent, { type: 'DocumentVerified' | 'DriverDeactivated' }>;

const timerOf = (kind: DocumentKind, days: number) => `${kind}-${days}`;
const timersOf = (kind: DocumentKind) => NOTICE_DAYS.map((days) => timerOf(kind, days));

const look =
  (kind: DocumentKind) =>
  (driverId: string, { notes }: Process) => [
    {
      send: (sent: NoteExpiry['sent']) =>
        new NoteExpiry(driverId as DriverId, { kind, validUntil: String(notes[kind]) }, sent),
      unless: [],
    },
  ];

/** A month, a week and a day before a paper runs out, and when it does. */
export const whenDocumentVerifiedWatchItsEnd: Policy<Watched, NoteExpiry> = {
  name: 'document-expiry',
  since: '2026-11-21T00:00:00.000Z',
  instanceOf: ({ data }) => data.driverId,
  on: {
    DocumentVerified: ({ data: { kind, validUntil } }) => [
      { note: { [kind]: validUntil } },
      ...NOTICE_DAYS.map((days) => ({ set: timerOf(kind, days), at: noticeAt(validUntil, days) })),
    ],
    DriverDeactivated: () =>
      DOCUMENT_KINDS.flatMap((kind) => timersOf(kind).map((clear) => ({ clear }))),
  },
  due: Object.fromEntries(
    DOCUMENT_KINDS.flatMap((kind) => timersOf(kind).map((timer) => [timer, look(kind)])),
  ),
};
