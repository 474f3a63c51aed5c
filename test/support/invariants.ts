import {
  DURATION_FIELDS,
  HANGUP_RULES,
  HANGUP_SIDES,
  OUTCOMES,
  QUALITY_FLAGS,
  ROLES,
  type Call,
  type HangupCertainty,
  type HangupRule,
  type Leg,
} from '#domain';

const ZULU = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;
const isZuluOrNull = (value: string | null): boolean => value === null || ZULU.test(value);
const isSpan = (value: number | null): boolean => value === null || (Number.isInteger(value) && value >= 0);

type Claim = readonly [claim: string, holds: boolean];

const legBefore = (one: Leg, other: Leg): boolean => {
  const roles = ROLES.indexOf(one.role) - ROLES.indexOf(other.role);
  if (roles !== 0 || one.createdAt === null || other.createdAt === null) return roles <= 0;
  return Date.parse(one.createdAt) <= Date.parse(other.createdAt);
};

const claimsOfLeg = (leg: Leg): Claim[] => [
  ...(['ringSeconds', 'waitSeconds', 'talkSeconds', 'totalSeconds'] as const).map((field): Claim => [
    `${field} of leg ${leg.dialogUuid} is null or whole seconds`,
    isSpan(leg[field]),
  ]),
  ...(['createdAt', 'ringingAt', 'alertingAt', 'answeredAt', 'talkingAt', 'closedAt'] as const).map((field): Claim => [
    `${field} of leg ${leg.dialogUuid} is ISO 8601 with Z`,
    isZuluOrNull(leg[field]),
  ]),
  [`the role of leg ${leg.dialogUuid} is one of the three`, ROLES.includes(leg.role)],
  [`leg ${leg.dialogUuid} has a cause only when closed`, leg.closedAt !== null || leg.closeCause === null],
];

const claimsOfEnd = (call: Call): Claim[] => {
  const ended = call.status === 'ended';
  return [
    ['it is ended once every seen leg is closed', ended === call.legs.every((leg) => leg.closedAt !== null)],
    ['it has an outcome exactly when ended', ended === (call.outcome !== null)],
    ['it has an end exactly when ended', ended === (call.endedAt !== null)],
    ['callSeconds is known exactly when ended', ended === (call.durations.callSeconds !== null)],
    ['it is not final and settles never while open', ended || (!call.final && call.settlesAt === null)],
    ['missing_close goes with stale', call.quality.includes('missing_close') === (call.status === 'stale')],
  ];
};

const claimsOfIdentity = (call: Call): Claim[] => [
  ...(['consultant', 'contact', 'campaign', 'project'] as const).map((field): Claim => {
    const value = call[field];
    return [`${field} is null where nothing is known`, value === null || Object.values(value).some((v) => v !== null)];
  }),
  ['attempt goes with a record', (call.attempt === null) === (call.kind !== 'campaign')],
  ['its id is the uuid of one of its legs', call.legs.some((leg) => leg.dialogUuid === call.id)],
  ['each dialog is one leg', new Set(call.legs.map((leg) => leg.dialogUuid)).size === call.legs.length],
];

const CERTAINTIES_OF_RULE: Readonly<Record<HangupRule, readonly HangupCertainty[]>> = {
  one_hangup_one_left: ['certain', 'likely'],
  earlier_hangup: ['likely'],
  contact_stayed: ['likely', 'weak'],
  hangup_and_unknown: ['likely'],
  both_left: ['weak'],
  left_and_unknown: ['weak'],
  single_close: ['provisional'],
  same_second: ['none'],
  unknown_cause: ['none'],
};

const claimsOfHangup = ({ hangup, ...call }: Call): Claim[] =>
  hangup === null
    ? []
    : [
        ['the rule is one of the known ones', HANGUP_RULES.includes(hangup.rule)],
        ['the certainty is one that the rule can have', CERTAINTIES_OF_RULE[hangup.rule].includes(hangup.certainty)],
        [
          'the leg that hung up is one of its legs, and there is one where a party hung up',
          hangup.dialogUuid === null
            ? hangup.side === 'system' || hangup.side === 'unknown'
            : call.legs.some((leg) => leg.dialogUuid === hangup.dialogUuid && leg.role === hangup.side),
        ],
        ['the side is one of the four', HANGUP_SIDES.includes(hangup.side)],
        ['the evidence is one or two closes', hangup.evidence.length === 1 || hangup.evidence.length === 2],
      ];

/** What holds of every call whatever happened in it (docs/domain.md): the claims that do not. */
export const brokenInvariants = (call: Call): string[] => {
  const times = ['startedAt', 'talkingAt', 'endedAt', 'settlesAt', 'lastReceivedAt'] as const;
  const claims: Claim[] = [
    ...DURATION_FIELDS.map((field): Claim => [`${field} is null or whole seconds`, isSpan(call.durations[field])]),
    ...times.map((field): Claim => [`${field} is ISO 8601 with Z`, isZuluOrNull(call[field])]),
    ['it has a leg at least', call.legs.length > 0],
    ['its outcome is one of the rows', call.outcome === null || OUTCOMES.includes(call.outcome)],
    ['its causes are those of its legs', call.closeCauses.join('|') === call.legs.map((l) => l.closeCause).join('|')],
    [
      'consultants, contacts, unknown, each by create',
      call.legs.every((leg, i) => i === 0 || legBefore(call.legs[i - 1]!, leg)),
    ],
    ['its holds are the sum of its legs', call.holdCount === call.legs.reduce((sum, leg) => sum + leg.holdCount, 0)],
    ['holdSeconds is 0 or unknown', call.durations.holdSeconds === (call.holdCount === 0 ? 0 : null)],
    [
      'its flags are known ones, in order',
      call.quality.join() === QUALITY_FLAGS.filter((f) => call.quality.includes(f)).join(),
    ],
    ...claimsOfEnd(call),
    ...claimsOfIdentity(call),
    ...claimsOfHangup(call),
    ...call.legs.flatMap(claimsOfLeg),
  ];
  return claims.filter(([, holds]) => !holds).map(([claim]) => `${call.id}: ${claim}`);
};
