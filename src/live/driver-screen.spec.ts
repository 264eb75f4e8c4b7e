import { DriverScreen } from './driver-screen';
import { OFFLINE } from './views';

const POSITION = '0000000000000000004/0000000000000000004';
const offer = { offerId: 'offer-1', tripId: 'trip-1', expiresAt: '', terms: { pickupEtaS: 60 } };

describe('a driver’s screen', () => {
  const screen = new DriverScreen();
  const take = (event: string, data: object, id?: string) =>
    screen.take({ event, data: JSON.stringify(data), ...(id === undefined ? {} : { id }) });

  it('is what the platform sends, message by message', () => {
    expect(screen.shows(POSITION)).toBe(false);
    expect(take('snapshot', { ...OFFLINE, shiftState: 'Available' }, `${POSITION}/00`)).toBe(true);
    expect(screen.shows(POSITION)).toBe(true);
    expect(screen.position).toBe(POSITION);
    take('shift', { ...OFFLINE, shiftState: 'Reserved' });
    take('offer', offer);
    expect(screen.view).toMatchObject({ shiftState: 'Reserved', currentOffer: offer });
    take('offer-gone', { offerId: 'offer-0' });
    expect(screen.view.currentOffer).toEqual(offer);
    take('offer-gone', { offerId: 'offer-1' });
    expect(screen.view.currentOffer).toBeNull();
    take('trip', { tripId: 'trip-1', because: 'DriverAssigned' });
    expect(screen.trip).toEqual({ tripId: 'trip-1', because: 'DriverAssigned' });
    expect(take('heartbeat', {})).toBe(false);
  });
});
