import type { Call, Leg, StoredCall } from './call.js';
import { callInZone, legInZone } from './localTimes.js';
import { maskCall, maskLeg } from './personalFields.js';
import { presentCall, type ReadClock } from './presentCall.js';
import type { Zone } from './statistics/zone.js';

/** How calls and legs are shown to one reader. */
export interface Showing {
  /** Whether contacts are masked, as analysts see them. */
  readonly masked: boolean;
  /** In whose local times; null: UTC. */
  readonly zone: Zone | null;
}

export const showLeg = (leg: Leg, { masked, zone }: Showing): Leg => {
  const seen = masked ? maskLeg(leg) : leg;
  return zone === null ? seen : legInZone(seen, zone);
};

/** A stored call as it is at the clock's moment. */
export const showCall = (stored: StoredCall, clock: ReadClock, { masked, zone }: Showing): Call => {
  const call = presentCall(stored, clock);
  const seen = masked ? maskCall(call) : call;
  return zone === null ? seen : callInZone(seen, zone);
};
