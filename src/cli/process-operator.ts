import { NothingToDo } from '../read/engine/rebuild/rebuild.errors';
import type { AnyPolicy } from '../shared/kernel/policy';
import { isPassing } from '../write/process/patience';
import type { Policies } from '../write/process/policies';
import type { ProcessDesk } from '../write/process/process-desk';
import { BadUsage } from '../shared/bad-usage';

/** @throws BadUsage */
export function the(name: string, policies: Policies): AnyPolicy {
  const policy = policies.named(name);
  if (policy) return policy;
  const names = policies.all.map((each) => each.name).join(', ');
  throw new BadUsage(`${name} is no policy; there are ${names}`);
}

/** @throws NothingToDo when there never was such a process */
export async function known({ name }: AnyPolicy, instance: string, desk: ProcessDesk) {
  const found = await desk.stateOf(name, instance);
  if (found.events === 0) throw new NothingToDo(`${name} has no process ${instance}`);
  return found;
}

/** @throws NothingToDo when nothing of the instance that is named waits */
export async function waiting(
  policy: AnyPolicy,
  instance: string | undefined,
  desk: ProcessDesk,
): Promise<readonly string[]> {
  if (instance === undefined) return (await desk.troubles([policy])).map((each) => each.instance);
  const { state } = await known(policy, instance, desk);
  if (state.waiting.length > 0) return [instance];
  throw new NothingToDo(`Nothing of ${policy.name} ${instance} waits`);
}

export interface Retried {
  readonly instance: string;
  /** Inputs that were taken up. */
  readonly takenUp: number;
  /** Why it stays in quarantine; null when it does not. */
  readonly error: string | null;
}

/** @throws StoreUnavailable or CommandLostRace: whatever was not taken up waits as before */
export async function retry(
  desk: ProcessDesk,
  policy: AnyPolicy,
  instance: string,
): Promise<Retried> {
  try {
    return { instance, takenUp: await desk.retry(policy, instance), error: null };
  } catch (error) {
    if (isPassing(error)) throw error;
    return { instance, takenUp: 0, error: error instanceof Error ? error.message : String(error) };
  }
}
