export const ROLES = ['rider', 'driver', 'ops', 'system'] as const;
export type Role = (typeof ROLES)[number];

/** Who wants something: the holder of the token, or whom the `system` role acts for. */
export interface Actor {
  readonly type: Role;
  readonly id: string;
}
