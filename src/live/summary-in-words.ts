import type { LiveSummary } from './tally';

/** For people, a line for each matter. */
export function summaryInWords(found: LiveSummary): string[] {
  const { requests, matched, matchRate, offers, pickupEtaS, timeToFirstOfferMs, latencyMs } = found;
  return [
    `${requests} requests in ${found.seconds} s, ${matched} matched (${(matchRate * 100).toFixed(1)} %), ` +
      `${found.completed} completed (${found.completedPerSecond}/s), ${found.cancelled} cancelled`,
    `not fulfilled: ${counted(found.unfulfilled)}; refused: ${counted(found.refusals)}`,
    `offers: ${counted(offers)}; first seen after p50 ${timeToFirstOfferMs.p50} ms, p95 ${timeToFirstOfferMs.p95} ms`,
    `to the pickup ${pickupEtaS.mean} s (p50 ${pickupEtaS.p50}, p95 ${pickupEtaS.p95})`,
    `${found.commands} commands (p50 ${latencyMs.p50} ms, p99 ${latencyMs.p99} ms), ${found.pings} pings`,
  ];
}

function counted(counts: Readonly<Record<string, number>>): string {
  const words = Object.entries(counts).map(([what, count]) => `${count} ${what}`);
  return words.join(', ') || 'none';
}
