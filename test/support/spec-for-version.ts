import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compareVersions } from '../../src/schema/compatibility';
import { readContracts } from '../../src/schema/contract-files';
import { judgeBy } from '../../src/schema/event-judge';
import { history } from '../../src/shared/events/history';
import { shapeName, type Shape } from '../../src/shared/events/upcast';

const CONTRACTS = join(__dirname, '../contracts');

/** What every version of an event owes to the one before it. */
export function specForVersion(type: string, version: number): void {
  const [before, after] = [version, version + 1].map((each) => ({ type, version: each }));
  if (!before || !after) throw new Error('Two versions make a step');

  describe(`${shapeName(before)}, since there is version ${after.version}`, () => {
    it('differs from it', async () => {
      const files = await readContracts(CONTRACTS);
      expect(compareVersions(history, files, before, after).changes).not.toEqual([]);
    });

    it('lifts to what the golden file of that version shows', () => {
      expect(lifted({ ...before, data: golden(before) })).toEqual(
        lifted({ ...after, data: golden(after) }),
      );
    });

    it.each([before, after])(
      'is of today’s shape in its golden file of version $version',
      (shape) => {
        const judge = judgeBy(history);
        expect(judge(() => history.lift({ ...shape, data: golden(shape) }))).toBeUndefined();
      },
    );
  });
}

const lifted = (stored: Shape & { readonly data: object }) =>
  history.lift(stored).map(({ type, data }) => ({ type, data }));

const golden = (shape: Shape) => {
  const file = join(CONTRACTS, 'stored-events', `${shapeName(shape)}.json`);
  return (JSON.parse(readFileSync(file, 'utf8')) as { data: object }).data;
};
