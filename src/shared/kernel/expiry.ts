import { secondsAfter, secondsBetween, type Instant } from './time';

const DAY_S = 86_400;

/** How many days before a paper runs out its holder is told; 0: it has run out. */
export const NOTICE_DAYS = [30, 7, 1, 0] as const;
export type NoticeDays = (typeof NOTICE_DAYS)[number];

export function noticeAt(validUntil: Instant, days: NoticeDays): Instant {
  return secondsAfter(validUntil, -days * DAY_S);
}

/** The most pressing notice that is due at a time; undefined while none is. */
export function noticeDue(validUntil: Instant, at: Instant): NoticeDays | undefined {
  const leftS = secondsBetween(at, validUntil);
  return NOTICE_DAYS.findLast((days) => leftS <= days * DAY_S);
}
