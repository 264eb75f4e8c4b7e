import type { Random } from '../replay/random';
import { opinionOf, thinkingTime, type Opinion } from '../simulation/habits';
import type { CityClock } from './clock';
import type { MadeOffer } from './views';

export type OfferAct =
  | { readonly do: 'confirm' | 'accept'; readonly offerId: string }
  | { readonly do: 'decline'; readonly offerId: string; readonly reason: string };

export type Answered = 'accepted' | 'declined' | 'expired' | 'withdrawn';

/** A driver with an offer before them: it is looked at, thought about, and answered or not. */
export class Considering {
  private readonly opinion: Opinion;
  private readonly answersAtMs: number;
  private isShown = false;
  private isAnswered = false;

  constructor(
    readonly offer: MadeOffer,
    takes: number,
    random: Random,
    clock: CityClock,
  ) {
    this.opinion = opinionOf(takes, offer.terms.pickupEtaS, random);
    this.answersAtMs = clock.nowMs + clock.ms(thinkingTime(random));
  }

  /** @returns when there will be something to do; undefined: nothing any more */
  next(dueMs: number): OfferAct | number | undefined {
    const { offerId } = this.offer;
    if (!this.isShown) return { do: 'confirm', offerId };
    if (this.isAnswered || this.opinion === 'none') return undefined;
    if (dueMs < this.answersAtMs) return this.answersAtMs;
    if (this.opinion === 'accept') return { do: 'accept', offerId };
    return { do: 'decline', offerId, reason: 'TOO_FAR' };
  }

  does({ do: what }: OfferAct): void {
    if (what === 'confirm') this.isShown = true;
    else this.isAnswered = true;
  }

  /** How an offer ended that is shown no more without an answer. */
  endedAt(nowMs: number): Answered | undefined {
    if (this.isAnswered) return undefined;
    return nowMs >= Date.parse(this.offer.expiresAt) ? 'expired' : 'withdrawn';
  }
}
