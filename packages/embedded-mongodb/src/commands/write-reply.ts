import { MongoError, asMongoError, endsCommand } from '../errors';
import type { Doc } from '../bson/convert';

const MOST_STATEMENTS = 100_000;

/** Collects what the statements of one write command did. */
export class WriteReply {
  private readonly errors: Doc[] = [];
  private readonly upserted: Doc[] = [];
  private n = 0;
  private modified: number | undefined;

  /**
   * Carries out statements in order. One that fails is reported at its position; with `ordered` it is the last.
   * Throws InvalidOptions for none or too many.
   */
  static run<S>(
    statements: readonly S[],
    ordered: boolean,
    each: (statement: S, reply: WriteReply, index: number) => void,
  ): Doc {
    if (statements.length === 0 || statements.length > MOST_STATEMENTS) {
      throw new MongoError(
        'InvalidOptions',
        `Write batch sizes must be between 1 and ${MOST_STATEMENTS}. Got ${statements.length} operations.`,
      );
    }
    const reply = new WriteReply();
    for (const [index, statement] of statements.entries()) {
      try {
        each(statement, reply, index);
      } catch (error) {
        if (endsCommand(error)) throw error;
        reply.failed(index, error);
        if (ordered) break;
      }
    }
    return reply.asDoc();
  }

  matched(n: number, modified?: number): void {
    this.n += n;
    if (modified !== undefined) this.modified = (this.modified ?? 0) + modified;
  }

  wasUpserted(index: number, _id: unknown): void {
    this.matched(1, 0);
    this.upserted.push({ index, _id });
  }

  private failed(index: number, error: unknown): void {
    const { code, message, details } = asMongoError(error);
    this.errors.push({ index, code, errmsg: message, ...details });
  }

  private asDoc(): Doc {
    return {
      n: this.n,
      ...(this.modified === undefined ? {} : { nModified: this.modified }),
      ...(this.upserted.length === 0 ? {} : { upserted: this.upserted }),
      ...(this.errors.length === 0 ? {} : { writeErrors: this.errors }),
      ok: 1,
    };
  }
}
