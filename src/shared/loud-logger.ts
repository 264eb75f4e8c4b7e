import { ConsoleLogger } from '@nestjs/common';

/** Where Nest puts an error that it also throws: whoever catches it says it, and once is enough. */
const ALSO_THROWN = 'ExceptionHandler';

/** Warnings and errors only. */
export class LoudLogger extends ConsoleLogger {
  constructor() {
    super({ logLevels: ['error', 'warn'] });
  }

  override error(message: unknown, ...rest: unknown[]): void {
    if (rest.at(-1) !== ALSO_THROWN) super.error(message, ...rest);
  }
}
