import type { Leg, Role } from '../call.js';
import { lastThere, type Presence } from '../decidingLegs.js';

const presenceOfLeg = ({ createdAt, closedAt, talkingAt, dialogUuid }: Leg): Presence => ({
  createdAt,
  closedAt,
  hasTalked: talkingAt !== null,
  uuid: dialogUuid,
});

/** The leg of a role that decided the call, read off a call document (docs/domain.md#deciding-legs). */
export const decidingLeg = (legs: readonly Leg[], role: Role): Leg | null =>
  lastThere(
    legs.filter((leg) => leg.role === role),
    presenceOfLeg,
  );
