import type { ClientSession, Collection, MongoClient } from 'mongodb';
import { historyFaults, type Step } from './history-faults';

const REGISTERS = 4;
const LANES = 6;
/** Written only by transactions that are aborted. */
const NEVER = -1_000;

/** What a step tells of itself; when it was is seen from outside. */
type Done = Omit<Step, 'began' | 'ended'>;

interface Register {
  _id: number;
  n: number;
}

interface Doctor {
  _id: string;
  on: boolean;
  asked: number;
}

/** Numbers in [0, below) that are the same for the same seed (mulberry32). */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

async function readAll(registers: Collection<Register>, session: ClientSession): Promise<number[]> {
  const found = await registers.find({}, { session }).sort({ _id: 1 }).toArray();
  return found.map(({ n }) => n);
}

/** What one lane does, a step at a time; what it saw and wrote is told by the steps. */
class Lane {
  constructor(
    private readonly client: MongoClient,
    private readonly db: string,
    private readonly next: (below: number) => number,
  ) {}

  private get registers(): Collection<Register> {
    return this.client.db(this.db).collection<Register>('registers');
  }

  private get doctors(): Collection<Doctor> {
    return this.client.db(this.db).collection<Doctor>('doctors');
  }

  step(): Promise<Done> {
    const kind = this.next(6);
    if (kind === 0) return this.count(this.next(REGISTERS));
    if (kind === 1) return this.abandon(this.next(REGISTERS));
    if (kind === 2) return this.leave(['a', 'b'][this.next(2)] ?? 'a');
    return this.write(this.next(3), this.next(REGISTERS));
  }

  /** Reads everything, then writes so many registers by what it has read. */
  private write(many: number, first: number): Promise<Done> {
    return this.client.withSession((session) =>
      session.withTransaction(async () => {
        const seen = await readAll(this.registers, session);
        const writes = new Map<number, number>();
        for (let i = 0; i < many; i++) {
          const _id = (first + i) % REGISTERS;
          const n = (seen[_id] ?? NEVER) + 1;
          await this.registers.updateOne({ _id }, { $set: { n } }, { session });
          writes.set(_id, n);
        }
        return { seen, writes };
      }),
    );
  }

  private async count(_id: number): Promise<Done> {
    const options = { returnDocument: 'after' } as const;
    const after = await this.registers.findOneAndUpdate({ _id }, { $inc: { n: 1 } }, options);
    return { writes: new Map([[_id, after?.n ?? NEVER]]) };
  }

  private abandon(_id: number): Promise<Done> {
    return this.client.withSession(async (session) => {
      session.startTransaction();
      try {
        const seen = await readAll(this.registers, session);
        await this.registers.updateOne({ _id }, { $set: { n: NEVER } }, { session });
        return { seen, writes: new Map<number, number>() };
      } catch {
        return { writes: new Map<number, number>() }; // another had the register
      } finally {
        await session.abortTransaction();
      }
    });
  }

  /** Goes off duty if another stays; asking both is a write, which keeps two from leaving at once. */
  private leave(_id: string): Promise<Done> {
    return this.client.withSession((session) =>
      session.withTransaction(async () => {
        await this.doctors.updateMany({}, { $inc: { asked: 1 } }, { session });
        const onDuty = await this.doctors.countDocuments({ on: true }, { session });
        const on = onDuty < 2;
        await this.doctors.updateOne({ _id }, { $set: { on } }, { session });
        return { onDuty, writes: new Map<number, number>() };
      }),
    );
  }
}

/** Runs transactions and counters against each other, and answers what no sequence of them explains. */
export async function history(
  client: MongoClient,
  seed: number,
  stepsOfLane: number,
): Promise<{ faults: string[]; steps: number; writes: number }> {
  const db = `history-${seed}`;
  const registers = client.db(db).collection<Register>('registers');
  await registers.insertMany(Array.from({ length: REGISTERS }, (_, _id) => ({ _id, n: 0 })));
  await registers.createIndex({ n: 1 }, {}, {});
  const both = ['a', 'b'].map((_id) => ({ _id, on: true, asked: 0 }));
  await client.db(db).collection<Doctor>('doctors').insertMany(both);
  const steps: Step[] = [];
  let clock = 0;
  const lanes = Array.from({ length: LANES }, async (_, i) => {
    const lane = new Lane(client, db, numbers(seed * LANES + i));
    for (let step = 0; step < stepsOfLane; step++) {
      const began = clock++;
      const done = await lane.step();
      steps.push({ ...done, began, ended: clock++ });
    }
  });
  await Promise.all(lanes);
  const final = (await registers.find().sort({ _id: 1 }).toArray()).map(({ n }) => n);
  const writes = steps.reduce((sum, step) => sum + step.writes.size, 0);
  return { faults: historyFaults(steps, final), steps: steps.length, writes };
}
