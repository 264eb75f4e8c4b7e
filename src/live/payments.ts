import { CURRENCY } from '../replay/journey-booking';
import type { Fare } from '../replay/tariff';
import type { Actor } from '../shared/kernel/actor';
import type { CityParts } from './city-parts';

const PAYMENTS: Actor = { type: 'system', id: 'payments' };

/** The payment side of one trip: the card is good, and is charged what was quoted. */
export class Payments {
  constructor(
    private readonly tripId: string,
    private readonly fare: Fare,
    private readonly city: CityParts,
  ) {}

  async authorise(): Promise<void> {
    await this.tell('start-matching', { cardAuthorised: true, cashAllowed: false });
  }

  async charge(): Promise<void> {
    const price = { ...this.fare, currency: CURRENCY, reasonCode: 'QUOTE_HELD' };
    await this.tell('finalise-fare', price);
    await this.tell('settle', { mode: 'captured' });
  }

  private async tell(what: string, body: object): Promise<void> {
    const { apps, run } = this.city;
    const key = `${run}/${this.tripId}/${what}`;
    await apps.tell(PAYMENTS, { path: `/v1/trips/${this.tripId}/${what}`, body, key });
  }
}
