import type { Notes } from './policy';

type Note = Notes[string] | undefined;

/** A process notes plain values: names, which have no spaces in them, as one text. */
export function namesIn(note: Note): readonly string[] {
  return typeof note === 'string' && note !== '' ? note.split(' ') : [];
}

export function withName(note: Note, name: string): string {
  return [...namesIn(note), name].join(' ');
}
