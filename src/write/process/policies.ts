import type { AnyPolicy } from '../../shared/kernel/policy';

/**
 * The policies of this installation, by their names. One that is given up stays, with nothing to react to, until the
 * last of its timers has passed: timers of a policy that nobody knows are kept for the version that does.
 */
export class Policies {
  constructor(readonly all: readonly AnyPolicy[]) {
    const names = all.map(({ name }) => name);
    const twice = names.find((name, index) => names.indexOf(name) !== index);
    if (twice !== undefined) throw new Error(`Two policies are called ${twice}`);
  }

  named(name: string): AnyPolicy | undefined {
    return this.all.find((policy) => policy.name === name);
  }
}
