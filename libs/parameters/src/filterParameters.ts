import { HANGUP_CERTAINTIES, HANGUP_SIDES, KINDS, OUTCOMES, QUALITY_FLAGS, STATUSES, type CallFilter } from '#domain';
import type { Parameter } from './parameter.js';

/** Longest talk one can ask for: some thirty years. */
const MOST_SECONDS = 1_000_000_000;

const MOST_ATTEMPTS = 1_000_000;

export const TIMEZONE_PARAMETER = {
  name: 'timezone',
  kind: 'zone',
  several: false,
  default: 'UTC',
  example: 'Europe/Warsaw',
  description:
    'IANA name of the zone of dates without a time, of hours of the day, of weekdays, and of times that are asked for as local ones.',
} as const satisfies Parameter;

/** Whether an answer's times are written in the zone that `timezone` names. */
export const LOCAL_PARAMETER = {
  name: 'local',
  kind: 'flag',
  several: false,
  description: 'Times of calls and legs with the offset of `timezone`, instead of in UTC.',
} as const satisfies Parameter;

/**
 * The filters of lists, statistics and exports alike: from here they are read, refused, compiled and documented.
 * Lists of our own are closed; what the platform names (causes, directions, methods) is open, since it may grow any day.
 */
export const FILTER_PARAMETERS = [
  {
    name: 'from',
    kind: 'time',
    several: false,
    example: '2020-08-26',
    description:
      'From this moment on: a date (midnight in `timezone`) or a time with Z or an offset. Parts of a second are rounded up.',
  },
  {
    name: 'to',
    kind: 'time',
    several: false,
    example: '2020-08-27T00:00:00Z',
    description: 'Before this moment (exclusive).',
  },
  {
    name: 'attribution',
    kind: 'choice',
    several: false,
    values: ['start', 'end'],
    default: 'start',
    description:
      'Which time of a call `from`, `to`, `hourOfDay` and `weekday` are about: its start or its end. An open call has no end.',
  },
  TIMEZONE_PARAMETER,
  {
    name: 'hourOfDay',
    kind: 'whole',
    several: true,
    min: 0,
    max: 23,
    example: 9,
    description: "Hour of the call's start (or end, by `attribution`) on the clock of `timezone`.",
  },
  {
    name: 'weekday',
    kind: 'whole',
    several: true,
    min: 1,
    max: 7,
    example: 1,
    description: "Day of the week of the call's start (or end, by `attribution`) in `timezone`: 1 is Monday.",
  },
  {
    name: 'source',
    kind: 'text',
    several: true,
    example: 'main',
    description: 'The configured application of the platform through which the call came.',
  },
  {
    name: 'campaign',
    kind: 'text',
    several: true,
    none: true,
    example: '5f463dbd80f35763375fe367',
    description: 'Id of a voice campaign; none: calls outside campaigns, or of one that is not known.',
  },
  {
    name: 'project',
    kind: 'text',
    several: true,
    none: true,
    example: '1',
    description: 'Id of a project; none: not known.',
  },
  {
    name: 'consultant',
    kind: 'text',
    several: true,
    none: true,
    example: 'pkowalski',
    description:
      "A consultant's id or username; none: no consultant is known. On legs: the leg's own consultant, so none are all legs but those of known consultants.",
  },
  {
    name: 'recordId',
    kind: 'text',
    several: true,
    example: '5f46504480f35766ae0e449e',
    description: 'Id of a campaign record: each attempt on it is a call.',
  },
  {
    name: 'attempt',
    kind: 'whole',
    several: true,
    none: true,
    min: 1,
    max: MOST_ATTEMPTS,
    example: 1,
    description: 'Number of the call among the attempts on its record; none: calls outside campaigns.',
  },
  { name: 'kind', kind: 'choice', several: true, values: KINDS, description: 'What brought the call about.' },
  {
    name: 'direction',
    kind: 'text',
    several: true,
    none: true,
    example: 'OUTBOUND',
    description: "The platform's business direction; none: not known.",
  },
  {
    name: 'dialingMethod',
    kind: 'text',
    several: true,
    none: true,
    example: 'PREVIEW',
    description: "The campaign's dialing method, as the platform names it; none: not known.",
  },
  {
    name: 'status',
    kind: 'choice',
    several: true,
    values: STATUSES,
    description:
      'open: a leg is not closed; stale: open, and nothing came for the stale time; ended: every leg is closed.',
  },
  {
    name: 'outcome',
    kind: 'choice',
    several: true,
    none: true,
    values: OUTCOMES,
    description: 'How far an ended call came, by the states its legs reached; none: the call is open.',
  },
  {
    name: 'hangupSide',
    kind: 'choice',
    several: true,
    none: true,
    values: HANGUP_SIDES,
    description: 'Who ended the call; none: none of the legs that decide is closed.',
  },
  {
    name: 'hangupCertainty',
    kind: 'choice',
    several: true,
    values: HANGUP_CERTAINTIES,
    description: 'How sure it is who ended the call.',
  },
  {
    name: 'closeCause',
    kind: 'text',
    several: true,
    none: true,
    example: 'HANGUP',
    description:
      "The platform's close cause of any of the call's legs; none: a leg has none, since it is open or its close said none. On legs: the leg's own.",
  },
  {
    name: 'minTalkSeconds',
    kind: 'whole',
    several: false,
    min: 0,
    max: MOST_SECONDS,
    example: 10,
    description: 'Talked at least so many seconds; a call whose talk time is unknown does not match.',
  },
  {
    name: 'maxTalkSeconds',
    kind: 'whole',
    several: false,
    min: 0,
    max: MOST_SECONDS,
    example: 600,
    description: 'Talked at most so many seconds; a call whose talk time is unknown does not match.',
  },
  {
    name: 'final',
    kind: 'flag',
    several: false,
    description: 'Whether the call is settled: ended, and no more events are expected.',
  },
  {
    name: 'quality',
    kind: 'choice',
    several: true,
    values: QUALITY_FLAGS,
    description: 'A flag on the quality of the data behind the call.',
  },
  {
    name: 'contactNumber',
    kind: 'phone',
    several: true,
    example: '48xxxxxxxxx',
    description:
      "The contact's whole number; a blank in front is a plus, which an address needs as %2B. Not for analysts, who see numbers masked: 403.",
  },
] as const satisfies readonly (Parameter & { readonly name: keyof CallFilter })[];
