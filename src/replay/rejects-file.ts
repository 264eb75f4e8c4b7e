import { createWriteStream, type WriteStream } from 'node:fs';
import { once } from 'node:events';
import { finished } from 'node:stream/promises';
import type { RejectReason } from './reject';

/** The rows that were not played, and why: CSV of row number, reason and the row as it stands in the file. */
export class RejectsFile {
  private constructor(private readonly stream: WriteStream) {}

  /** Begins the file anew. @throws when it cannot be written */
  static async create(path: string): Promise<RejectsFile> {
    const stream = createWriteStream(path);
    await once(stream, 'open');
    stream.write('row,reason,line\n');
    return new RejectsFile(stream);
  }

  async write(row: number, reason: RejectReason, line: string): Promise<void> {
    const text = `${row},${reason},"${line.replaceAll('"', '""')}"\n`;
    if (!this.stream.write(text)) await once(this.stream, 'drain');
  }

  async close(): Promise<void> {
    this.stream.end();
    await finished(this.stream);
  }
}
