import fc from 'fast-check';
import { Memory, type Share } from './memory';

const CAP = { documents: 60, bytes: 4000 };
/** One build takes so many documents of so many letters into memory. */
const steps = fc.array(
  fc.record({ build: fc.nat(4), documents: fc.nat(100), letters: fc.nat(300) }),
  { maxLength: 60 },
);

function take(share: Share, documents: number, letters: number): void {
  for (let count = 0; count < documents; count++) {
    share.weight.sample({ text: 'x'.repeat(letters) });
    share.documents += 1;
  }
  while (share.excess > 0) share.documents -= Math.min(share.excess, 7);
}

const total = (shares: readonly Share[], of: 'documents' | 'bytes') =>
  shares.reduce((sum, share) => sum + share[of], 0);

describe('the memory of several builds', () => {
  it('is bounded by one cap, of which each build always has its share', () =>
    fc.assert(
      fc.property(steps, fc.integer({ min: 1, max: 5 }), (taken, builds) => {
        const memory = new Memory(CAP);
        const shares = Array.from({ length: builds }, () => memory.share());
        for (const { build, documents, letters } of taken) {
          const share = shares[build % builds];
          if (!share) continue;
          take(share, documents, letters);
          for (const of of ['documents', 'bytes'] as const) {
            const within = total(shares, of) <= CAP[of];
            expect(within || share[of] <= CAP[of] / builds).toBe(true);
          }
          expect(total(shares, 'documents')).toBeLessThanOrEqual(2 * CAP.documents);
        }
      }),
    ));

  it('is left to who needs it, and given back when others come', () => {
    const memory = new Memory(CAP);
    const [one, other] = [memory.share(), memory.share()];
    take(one, 100, 1);
    expect(one.documents).toBeGreaterThan(50);
    take(other, 100, 1);
    take(one, 1, 1);
    expect([one.documents, other.documents]).toEqual([30, 30]);
  });
});
