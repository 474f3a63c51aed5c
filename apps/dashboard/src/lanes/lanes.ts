import type { Call, Schemas } from '../api/client.js';

type Leg = Schemas['Leg'];
type TimelineItem = Schemas['TimelineItem'];

export type Doing = 'ringing' | 'waiting' | 'talking';

/** What a leg does for a while; times in ISO 8601. */
export interface Segment {
  readonly doing: Doing;
  readonly from: string;
  /** Null while it goes on. */
  readonly to: string | null;
  /** The event it begins with, where that is known. */
  readonly eventId: string | undefined;
}

/** Something that happens to a leg at one moment. */
export interface Mark {
  readonly kind: 'close' | 'hold' | 'state';
  readonly at: string;
  /** The close cause, or the state; as the platform names it. */
  readonly word: string | null;
  readonly eventId: string | undefined;
}

export interface Lane {
  readonly leg: Leg;
  readonly segments: readonly Segment[];
  readonly marks: readonly Mark[];
  /** Whether the call's hangup side was decided by its close. */
  readonly isDeciding: boolean;
}

const KNOWN_STATES = ['ringing', 'alerting', 'answered', 'talking'];

const earliest = (...times: (string | null)[]): string | null =>
  times.filter((time) => time !== null).sort()[0] ?? null;

const segmentsOf = (leg: Leg, events: readonly TimelineItem[]): Segment[] => {
  const { createdAt, ringingAt, alertingAt, answeredAt, talkingAt, closedAt } = leg;
  const reporting = (state: string): string | undefined => events.find((event) => event.state === state)?.id;
  const phases = [
    {
      doing: 'ringing',
      from: earliest(createdAt, ringingAt, alertingAt),
      to: answeredAt ?? talkingAt ?? closedAt,
      eventId: events[0]?.id,
    },
    { doing: 'waiting', from: answeredAt, to: talkingAt ?? closedAt, eventId: reporting('answered') },
    { doing: 'talking', from: talkingAt, to: closedAt, eventId: reporting('talking') },
  ] as const;
  return phases.flatMap(({ from, ...phase }) => {
    const isEmpty = from === null || (phase.to !== null && phase.to <= from);
    return isEmpty ? [] : [{ ...phase, from }];
  });
};

const marksOf = (leg: Leg, events: readonly TimelineItem[]): Mark[] => [
  ...events
    .filter(({ name }) => name === 'dialog_hold')
    .map(({ id, eventTime }): Mark => ({ kind: 'hold', at: eventTime, word: null, eventId: id })),
  ...events
    .filter(({ state }) => state !== null && !KNOWN_STATES.includes(state))
    .map(({ id, eventTime, state }): Mark => ({ kind: 'state', at: eventTime, word: state, eventId: id })),
  ...(leg.closedAt === null
    ? []
    : [
        {
          kind: 'close' as const,
          at: leg.closedAt,
          word: leg.closeCause,
          eventId: events.find(({ name }) => name === 'dialog_close')?.id,
        },
      ]),
];

/** The call's legs in the API's order, with what each did when. */
export const lanesOf = (call: Call, timeline: readonly TimelineItem[]): readonly Lane[] => {
  const evidence = timeline.filter(({ id }) => call.hangup?.evidence.includes(id));
  return call.legs.map((leg) => {
    const events = timeline.filter(({ dialogUuid }) => dialogUuid === leg.dialogUuid);
    return {
      leg,
      segments: segmentsOf(leg, events),
      marks: marksOf(leg, events),
      isDeciding: evidence.some(({ dialogUuid }) => dialogUuid === leg.dialogUuid),
    };
  });
};

const STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 43200, 86400];

/** Seconds at which an axis has its marks: even steps, at most so many. */
export const ticksOf = (seconds: number, most: number): readonly number[] => {
  const step = STEPS.find((each) => seconds / each <= most) ?? 7 * 86400;
  return Array.from({ length: Math.floor(seconds / step) + 1 }, (_, index) => index * step);
};
