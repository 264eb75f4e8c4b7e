import { BadLine, historicalEventIn, type HistoricalEvent } from './historical-line';

export interface RefusedLine {
  /** In the file, from 1. */
  readonly line: number;
  readonly reason: string;
}

export interface ImportedLine {
  readonly line: number;
  readonly event: HistoricalEvent;
}

/** Consecutive lines of one stream, each read and proved. */
export interface Chapter {
  readonly stream: string;
  readonly good: ImportedLine[];
  readonly refused: RefusedLine[];
}

/** Far beyond any trip: a longer run of one stream becomes several chapters, so that memory stays bounded. */
const LONGEST_CHAPTER = 500;

/** @param lines JSON, one event each; blank ones are passed over */
export async function* chaptersOf(
  lines: AsyncIterable<string>,
): AsyncGenerator<Chapter, void, undefined> {
  let chapter: Chapter = { stream: '', good: [], refused: [] };
  let line = 0;
  for await (const text of lines) {
    line += 1;
    if (text.trim() === '') continue;
    const stream = streamIn(text) ?? chapter.stream;
    if (stream !== chapter.stream || lengthOf(chapter) >= LONGEST_CHAPTER) {
      if (lengthOf(chapter) > 0) yield chapter;
      chapter = { stream, good: [], refused: [] };
    }
    take(chapter, line, text);
  }
  if (lengthOf(chapter) > 0) yield chapter;
}

function take({ good, refused }: Chapter, line: number, text: string): void {
  try {
    const event = historicalEventIn(text);
    if (good.some((other) => other.event.id === event.id)) throw new BadLine('has its id twice');
    good.push({ line, event });
  } catch (error) {
    if (!(error instanceof BadLine)) throw error;
    refused.push({ line, reason: error.message });
  }
}

/** A line that does not say where it belongs is taken to belong to the lines around it, and holds them back. */
function streamIn(text: string): string | undefined {
  return /"stream"\s*:\s*"([a-z]+-[\w.-]{1,64})"/.exec(text)?.[1];
}

function lengthOf({ good, refused }: Chapter): number {
  return good.length + refused.length;
}
