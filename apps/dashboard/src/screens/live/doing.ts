import type { Call, Schemas } from '../../api/client.js';
import type { Doing } from '../../lanes/lanes.js';

type Leg = Schemas['Leg'];

export interface Now {
  readonly doing: Doing;
  /** Since when, in ISO 8601. */
  readonly since: string;
}

const isOpen = ({ closedAt }: Leg): boolean => closedAt === null;

/**
 * What an open call is at: talking as soon as somebody talks; waiting while one side is there and the other is not yet (a client who called
 * always waits); else ringing.
 */
export const doingOf = ({ legs, direction, talkingAt, startedAt }: Call): Now => {
  const open = legs.filter(isOpen);
  const talking = open.map((leg) => leg.talkingAt).filter((time) => time !== null);
  if (talking.length > 0) return { doing: 'talking', since: talkingAt ?? talking.sort()[0] ?? startedAt };
  const contact = open.find(({ role }) => role === 'contact');
  if (contact !== undefined && direction === 'INBOUND')
    return { doing: 'waiting', since: contact.createdAt ?? startedAt };
  if (contact !== undefined && contact.answeredAt === null) {
    return { doing: 'ringing', since: contact.createdAt ?? contact.ringingAt ?? startedAt };
  }
  const answered = open.map((leg) => leg.answeredAt).filter((time) => time !== null);
  return answered.length > 0
    ? { doing: 'waiting', since: answered.sort().at(-1) ?? startedAt }
    : { doing: 'ringing', since: startedAt };
};
