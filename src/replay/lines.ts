import { createReadStream } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { pipeline, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';

/** Longer than any row: a file without line breaks must not fill the memory. */
const LONGEST_LINE = 65_536;
const GZIP_MAGIC = 0x1f8b;

/** A text file, gzipped or not: its content says so, its name need not. */
export interface TextFile {
  readonly path: string;
  readonly gzipped: boolean;
  /** Of the text. A file of several gzip members may say less than it holds. */
  readonly bytes: number;
}

export async function inspect(path: string): Promise<TextFile> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const magic = await bytesAt(file, 0, 2);
    const gzipped = magic.length === 2 && magic.readUInt16BE() === GZIP_MAGIC;
    // gzip ends with the length of what it holds (RFC 1952, ISIZE).
    const bytes = gzipped ? (await bytesAt(file, size - 4, 4)).readUInt32LE() : size;
    return { path, gzipped, bytes };
  } finally {
    await file.close();
  }
}

async function bytesAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, position);
  return buffer.subarray(0, bytesRead);
}

/** Line by line, without the breaks, holding no more of the file than a chunk. */
export async function* linesOf(file: TextFile): AsyncGenerator<string, void, undefined> {
  const stream = textOf(file);
  let rest = '';
  try {
    for await (const chunk of stream as AsyncIterable<string>) {
      const lines = (rest + chunk).split('\n');
      rest = (lines.pop() ?? '').slice(0, LONGEST_LINE);
      for (const line of lines) yield withoutReturn(line);
    }
    if (rest !== '') yield withoutReturn(rest);
  } finally {
    stream.destroy();
  }
}

function textOf({ path, gzipped }: TextFile): Readable {
  const raw = createReadStream(path);
  // The callback only keeps the pipeline from throwing: the reader sees the same error.
  const text = gzipped ? pipeline(raw, createGunzip(), () => undefined) : raw;
  return text.setEncoding('utf8');
}

function withoutReturn(line: string): string {
  return line.endsWith('\r') ? line.slice(0, -1) : line;
}
