import { WrongLog, type Position } from '#ports';

/** The largest safe integer has as many digits. Positions written with the same number of digits compare as text in the order of the log. */
const DIGITS = 16;
const WRITTEN = /^\d{16}$/;

/** The position before the first event. */
export const BEGINNING = 0;

export const writePosition = (position: number): Position => String(position).padStart(DIGITS, '0');

/** @throws WrongLog the text is not a position that this adapter wrote */
export const readPosition = (position: Position | null): number => {
  if (position === null) return BEGINNING;
  if (!WRITTEN.test(position)) throw new WrongLog(`${position} is not a position of a SQLite event log`);
  return Number(position);
};
