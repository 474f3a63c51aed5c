import { WrongLog, type Position } from '#ports';

/** As many digits as a number without rounding error has: positions of one length compare as text. */
const DIGITS = 16;
const WRITTEN = /^\d{16}$/;

/** Before the first event. */
export const BEGINNING = 0;

export const writePosition = (position: number): Position => String(position).padStart(DIGITS, '0');

/** @throws WrongLog a text that no SQLite log has given out */
export const readPosition = (position: Position | null): number => {
  if (position === null) return BEGINNING;
  if (!WRITTEN.test(position)) throw new WrongLog(`${position} is not a position of a SQLite event log`);
  return Number(position);
};
