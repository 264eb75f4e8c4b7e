import { alike, type Audit, type Checker, type LogEnd } from './checker';
import type { Reactions, RecordedEventOf } from './checker';
import { SayersOfNo, TRIP_OVER } from './sayers-of-no';
import type { Place } from './verdicts';

interface Offer {
  readonly offerId: string;
  readonly driverId: string;
  readonly mode: RecordedEventOf<'OfferExtended'>['data']['mode'];
  readonly expiresAt: string;
  readonly place: Place;
}

interface Search {
  readonly excluded: ReadonlySet<string>;
  readonly live: Map<string, Offer>;
  accepted: string | undefined;
}

const MOST_BROADCAST = 3;
/** What an offer leaves open is found by then, seconds after its end. */
const FOUND_WITHIN_MS = 2000;

type Answered = RecordedEventOf<
  'OfferAccepted' | 'OfferDeclined' | 'OfferExpired' | 'OfferWithdrawn'
>;

/** Who may be asked, how many at once, and that each who was asked is heard of: domain rules, 2.2. */
export class Offers implements Checker {
  readonly invariants = [
    ...['one-exclusive-offer-per-trip', 'three-broadcast-offers-per-trip', 'one-offer-per-driver'],
    ...['nobody-is-asked-again', 'accepted-before-it-expires', 'one-winner-per-search'],
    ...['no-acceptance-after-the-search', 'every-offer-ends'],
  ];
  /** By stream, while somebody looks for a driver or has found one. */
  private readonly searches = new Map<string, Search>();
  private readonly byDriver = new Map<string, Offer>();
  private readonly sayersOfNo = new SayersOfNo();

  constructor(private readonly audit: Audit) {}

  readonly on: Reactions = {
    DispatchOpened: ({ stream, data: { excludedDriverIds } }) => {
      const excluded = new Set<string>(excludedDriverIds);
      this.searches.set(stream, { excluded, live: new Map(), accepted: undefined });
    },
    OfferExtended: (event) => this.extended(event),
    OfferAccepted: (event) => this.accepted(event),
    OfferDeclined: (event) => this.refused(event),
    OfferExpired: (event) => this.refused(event),
    OfferWithdrawn: (event) => {
      const search = this.over(event);
      if (event.data.why !== 'DRIVER_LOST') return;
      this.sayersOfNo.add(event.data);
      if (search) search.accepted = undefined;
    },
    DispatchExhausted: (event) => this.ended(event),
    DispatchWithdrawn: (event) => this.ended(event),
    DriverUnassigned: ({ data }) => this.sayersOfNo.add(data),
    ...alike(TRIP_OVER, ({ data }) => this.sayersOfNo.forget(data)),
  };

  atEnd({ atMs }: LogEnd): void {
    for (const search of this.searches.values()) {
      for (const offer of search.live.values()) {
        if (Date.parse(offer.expiresAt) + FOUND_WITHIN_MS >= atMs) {
          this.audit.verdicts.open('every-offer-ends');
        } else this.neverEnded(offer);
      }
    }
  }

  private extended(event: RecordedEventOf<'OfferExtended'>): void {
    const { stream, position, data } = event;
    const { verdicts } = this.audit;
    const { offerId, driverId, mode, expiresAt } = data;
    const offer = { offerId, driverId, mode, expiresAt, place: { stream, position } };
    const search = this.searches.get(stream);
    if (search) {
      this.judgeAtOnce(search, offer);
      const asked = search.excluded.has(driverId) || this.sayersOfNo.has(data);
      const again = asked ? `${driverId} was asked again, with ${offerId}` : undefined;
      verdicts.judge('nobody-is-asked-again', event, again);
      search.live.set(offerId, offer);
    }
    verdicts.judge('one-offer-per-driver', event, this.other(offer, data.extendedAt));
    verdicts.checked('every-offer-ends');
    this.byDriver.set(driverId, offer);
  }

  private judgeAtOnce({ live }: Search, { mode, offerId, place }: Offer): void {
    const beside = [...live.values()];
    const isAlone = beside.length === 0;
    const others = beside.map((each) => each.offerId).join(', ');
    const exclusive = mode === 'exclusive' || beside.some((each) => each.mode === 'exclusive');
    const { verdicts } = this.audit;
    if (exclusive) {
      const fault = isAlone ? undefined : `${offerId} was made beside ${others}`;
      verdicts.judge('one-exclusive-offer-per-trip', place, fault);
      return;
    }
    const tooMany = beside.length >= MOST_BROADCAST ? `${offerId} beside ${others}` : undefined;
    verdicts.judge('three-broadcast-offers-per-trip', place, tooMany);
  }

  /** One whose time is over holds nobody, even if nobody has said so yet. */
  private other({ driverId, offerId }: Offer, at: string): string | undefined {
    const other = this.byDriver.get(driverId);
    return other && other.expiresAt > at
      ? `${driverId} was asked with ${offerId} while ${other.offerId} was open`
      : undefined;
  }

  private accepted(event: RecordedEventOf<'OfferAccepted'>): void {
    const { stream, data } = event;
    const { verdicts, partial } = this.audit;
    const search = this.searches.get(stream);
    const offer = search?.live.get(data.offerId);
    const late = search || partial ? undefined : `${data.offerId} was accepted after its search`;
    verdicts.judge('no-acceptance-after-the-search', event, late);
    if (offer) {
      const isLate = data.acceptedAt >= offer.expiresAt;
      const fault = `${data.offerId} ended ${offer.expiresAt}, accepted ${data.acceptedAt}`;
      verdicts.judge('accepted-before-it-expires', event, isLate ? fault : undefined);
    }
    if (search) {
      const { accepted: first } = search;
      const fault = first && `${data.offerId} was accepted beside ${first}`;
      verdicts.judge('one-winner-per-search', event, fault);
      search.accepted = data.offerId;
    }
    this.over(event);
  }

  private refused(event: RecordedEventOf<'OfferDeclined' | 'OfferExpired'>): void {
    this.over(event);
    this.sayersOfNo.add(event.data);
  }

  private over({ stream, data: { offerId, driverId } }: Answered): Search | undefined {
    const search = this.searches.get(stream);
    search?.live.delete(offerId);
    if (this.byDriver.get(driverId)?.offerId === offerId) this.byDriver.delete(driverId);
    return search;
  }

  private ended({ stream }: Place): void {
    const search = this.searches.get(stream);
    for (const offer of search?.live.values() ?? []) this.neverEnded(offer);
    this.searches.delete(stream);
  }

  private neverEnded({ offerId, expiresAt, place }: Offer): void {
    const what = `${offerId} was never answered, expired or withdrawn; its time was over ${expiresAt}`;
    this.audit.verdicts.found('every-offer-ends', place, what);
  }
}
