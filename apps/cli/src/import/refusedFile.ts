import { appendFileSync, closeSync, openSync } from 'node:fs';

/** Where an import writes the lines that it refuses, as they came, so that they can be repaired and imported. */
export interface RefusedLines {
  /** A part of a line; the parts of one line come one after the other. */
  add(part: Buffer): void;
  endLine(): void;
  close(): void;
}

/** Refused lines that nobody wants are only counted. */
export const NOWHERE: RefusedLines = { add: () => undefined, endLine: () => undefined, close: () => undefined };

/** Writes anew, or for a run that goes on where another stopped, after what that one wrote. @throws Error the file cannot be written */
export const openRefusedFile = (path: string, goesOn: boolean): RefusedLines => {
  const file = openSync(path, goesOn ? 'a' : 'w');
  return {
    add: (part) => appendFileSync(file, part),
    endLine: () => appendFileSync(file, '\n'),
    close: () => closeSync(file),
  };
};
