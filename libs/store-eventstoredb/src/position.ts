import { WrongLog, type Position } from '#ports';

/** A place in the server's $all. */
export interface LogPlace {
  readonly commit: bigint;
  readonly prepare: bigint;
}

/** 2^64-1 has as many digits. Numbers written with the same number of digits compare as text in the same order. */
const DIGITS = 20;
const WRITTEN = /^(\d{20})-(\d{20})$/;
/** 2^64-1 is the server's way to say that it does not know a position. As a place it would lie beyond every event. */
const UNKNOWN = 2n ** 64n - 1n;

export const isKnown = (place: LogPlace | undefined): place is LogPlace =>
  place !== undefined && place.commit < UNKNOWN && place.prepare < UNKNOWN;

export const isAfter = (one: LogPlace, other: LogPlace): boolean =>
  one.commit === other.commit ? one.prepare > other.prepare : one.commit > other.commit;

export const later = (one: LogPlace, other: LogPlace | null): LogPlace =>
  other !== null && isAfter(other, one) ? other : one;

const digits = (number: bigint): string => number.toString().padStart(DIGITS, '0');

export const writePosition = ({ commit, prepare }: LogPlace): Position => {
  const first = digits(commit);
  return `${first}-${prepare === commit ? first : digits(prepare)}`;
};

/** @throws WrongLog the text is not a position that this adapter wrote */
export const readPosition = (position: Position): LogPlace => {
  const [, commit, prepare] = WRITTEN.exec(position) ?? [];
  const refused = new WrongLog(`${position} is not a position of an EventStoreDB log`);
  if (commit === undefined || prepare === undefined) throw refused;
  const place = { commit: BigInt(commit), prepare: BigInt(prepare) };
  if (!isKnown(place) || place.prepare > place.commit) throw refused;
  return place;
};
