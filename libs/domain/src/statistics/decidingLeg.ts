import type { Leg, Role } from '../call.js';

const compareTexts = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);
/** An end that is not known counts as later than any. */
const compareKnown = (one: string | null, other: string | null): number => {
  if (one === null || other === null) return Number(one === null) - Number(other === null);
  return compareTexts(one, other);
};

const compareStay = (one: Leg, other: Leg): number =>
  compareKnown(one.closedAt, other.closedAt) ||
  compareKnown(one.createdAt, other.createdAt) ||
  compareTexts(one.dialogUuid, other.dialogUuid);

/**
 * The leg of a role that decided the call, read off a call document: of those that talked, and if none did of all, the one that was
 * there last (docs/domain.md#deciding-legs).
 */
export const decidingLeg = (legs: readonly Leg[], role: Role): Leg | null => {
  const ofRole = legs.filter((leg) => leg.role === role);
  const talked = ofRole.filter(({ talkingAt }) => talkingAt !== null);
  const candidates = talked.length > 0 ? talked : ofRole;
  return candidates.length === 0 ? null : candidates.reduce((last, leg) => (compareStay(leg, last) > 0 ? leg : last));
};
