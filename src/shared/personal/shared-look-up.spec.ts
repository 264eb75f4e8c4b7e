import { WrongMasterKey } from './kms';
import { SharedLookUp, type Keys } from './shared-look-up';

/** A store that answers when it is told to. */
function store() {
  const asked: (readonly string[])[] = [];
  const answers: (() => void)[] = [];
  const lookUp = new SharedLookUp((subjects) => {
    asked.push(subjects);
    return new Promise<Keys>((resolve, reject) => {
      answers.push(() => {
        if (subjects.includes('damaged')) reject(new WrongMasterKey('damaged'));
        else if (subjects.includes('away')) reject(new Error('away'));
        else resolve(new Map(subjects.map((each) => [each, Buffer.from(each)])));
      });
    });
  });
  /** Until nothing is left to answer. */
  const answerAll = async () => {
    do {
      answers.shift()?.();
      await new Promise(setImmediate);
    } while (answers.length > 0);
  };
  return { lookUp, asked, answerAll };
}

const turn = () => new Promise(setImmediate);

describe('a shared look-up', () => {
  it('takes all that was asked while one was on its way together', async () => {
    const { lookUp, asked, answerAll } = store();
    const ada = lookUp.ask(['ada']);
    await turn();
    const others = [lookUp.ask(['eve']), lookUp.ask(['ida', 'eve'])];
    await turn();
    expect(asked).toEqual([['ada']]);
    await answerAll();
    expect(asked).toEqual([['ada'], ['eve', 'ida']]);
    expect([...(await ada).keys()]).toEqual(['ada']);
    for (const each of others) expect((await each).get('eve')).toEqual(Buffer.from('eve'));
    const later = lookUp.ask(['ada']);
    await turn();
    await answerAll();
    await later;
    expect(asked).toHaveLength(3);
  });

  it('does not let one damaged key keep others from theirs', async () => {
    const { lookUp, answerAll } = store();
    const asks = [lookUp.ask(['damaged']), lookUp.ask(['ada'])];
    const ended = Promise.allSettled(asks);
    await turn();
    await answerAll();
    expect(await ended).toEqual([
      { status: 'rejected', reason: expect.any(WrongMasterKey) as unknown },
      { status: 'fulfilled', value: new Map([['ada', Buffer.from('ada')]]) },
    ]);
  });

  it('fails for all when the store is away, and goes on with the next', async () => {
    const { lookUp, asked, answerAll } = store();
    const ended = Promise.allSettled([lookUp.ask(['away']), lookUp.ask(['ada'])]);
    await turn();
    await answerAll();
    expect((await ended).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(asked).toHaveLength(1);
    const next = lookUp.ask(['ada']);
    await turn();
    await answerAll();
    expect((await next).get('ada')).toEqual(Buffer.from('ada'));
  });
});
