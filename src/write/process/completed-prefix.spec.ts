import fc from 'fast-check';
import { CompletedPrefix } from './completed-prefix';

it('never passes what is still open, and always reaches the last before it', () =>
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 30 }),
      fc.array(fc.nat(), { maxLength: 60 }),
      (n, ends) => {
        const prefix = new CompletedPrefix<number>();
        const places = Array.from({ length: n }, (_, place) => place);
        const end = places.map((place) => prefix.begin(place));
        const open = new Set(places);
        for (const choice of ends) {
          const place = choice % n;
          end[place]?.();
          open.delete(place);
          const firstOpen = Math.min(...open, n);
          expect(prefix.reached).toBe(firstOpen === 0 ? undefined : firstOpen - 1);
        }
      },
    ),
  ));
