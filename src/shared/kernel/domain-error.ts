/** How a rule says no; the HTTP filter alone knows which status each kind becomes. */
export type Refusal = 'missing' | 'conflict' | 'forbidden' | 'reused' | 'stale';

/**
 * A rule's refusal. `code` is stable and public (clients switch on it); `details` are public facts that help the
 * client to go on, such as the current state and the commands that it allows.
 */
export abstract class DomainError extends Error {
  abstract readonly code: string;
  abstract readonly refusal: Refusal;

  constructor(
    message: string,
    readonly details: Readonly<Record<string, unknown>> = {},
  ) {
    super(message);
  }
}
