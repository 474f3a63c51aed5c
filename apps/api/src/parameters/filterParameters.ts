import { HANGUP_CERTAINTIES, HANGUP_SIDES, KINDS, OUTCOMES, QUALITY_FLAGS, STATUSES, type CallFilter } from '#domain';
import type { Parameter } from './parameter.js';

/** Longest talk one can ask for: some thirty years. */
const MOST_SECONDS = 1_000_000_000;

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
      'Calls from this moment on: a date (midnight UTC) or a time with Z or an offset. Parts of a second are rounded up.',
  },
  {
    name: 'to',
    kind: 'time',
    several: false,
    example: '2020-08-27T00:00:00Z',
    description: 'Calls before this moment (exclusive).',
  },
  {
    name: 'attribution',
    kind: 'choice',
    several: false,
    values: ['start', 'end'],
    default: 'start',
    description: 'Which time of a call `from` and `to` are about: its start or its end. An open call has no end.',
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
    example: '5f463dbd80f35763375fe367',
    description: 'Id of a voice campaign.',
  },
  { name: 'project', kind: 'text', several: true, example: '1', description: 'Id of a project.' },
  {
    name: 'consultant',
    kind: 'text',
    several: true,
    example: 'pkowalski',
    description: "A consultant's id or username. On legs: the leg's own consultant.",
  },
  {
    name: 'recordId',
    kind: 'text',
    several: true,
    example: '5f46504480f35766ae0e449e',
    description: 'Id of a campaign record: each attempt on it is a call.',
  },
  { name: 'kind', kind: 'choice', several: true, values: KINDS, description: 'What brought the call about.' },
  {
    name: 'direction',
    kind: 'text',
    several: true,
    example: 'OUTBOUND',
    description: "The platform's business direction.",
  },
  {
    name: 'dialingMethod',
    kind: 'text',
    several: true,
    example: 'PREVIEW',
    description: "The campaign's dialing method, as the platform names it.",
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
    values: OUTCOMES,
    description: 'How far an ended call came, by the states its legs reached.',
  },
  {
    name: 'hangupSide',
    kind: 'choice',
    several: true,
    values: HANGUP_SIDES,
    description: 'Who ended the call.',
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
    example: 'HANGUP',
    description: "The platform's close cause of any of the call's legs. On legs: the leg's own.",
  },
  {
    name: 'minTalkSeconds',
    kind: 'whole',
    several: false,
    min: 0,
    max: MOST_SECONDS,
    description: 'Talked at least so many seconds; a call whose talk time is unknown does not match.',
  },
  {
    name: 'maxTalkSeconds',
    kind: 'whole',
    several: false,
    min: 0,
    max: MOST_SECONDS,
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

/** The parameters of a page of a list. */
export const PAGE_PARAMETERS = [
  {
    name: 'limit',
    kind: 'whole',
    several: false,
    min: 1,
    max: 500,
    default: 50,
    description: 'Items on a page.',
  },
  {
    name: 'cursor',
    kind: 'cursor',
    several: false,
    description: "The former page's `nextCursor`, asked with the same filters and the same order.",
  },
  {
    name: 'sort',
    kind: 'choice',
    several: false,
    values: ['-startedAt', 'startedAt'],
    default: '-startedAt',
    description: 'By start: the newest first, or the oldest first.',
  },
] as const satisfies readonly Parameter[];
