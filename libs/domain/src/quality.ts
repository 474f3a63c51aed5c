import { QUALITY_FLAGS, type QualityFlag } from './call.js';
import type { DecidingLegs } from './decidingLegs.js';
import { hasTalked, type Dialog } from './dialog.js';
import type { Rules } from './rules.js';
import type { TimedDialogEvent } from './timedEvent.js';

/** What the flags of one call are judged by. */
export interface QualityEvidence {
  readonly dialogs: readonly Dialog[];
  readonly deciding: DecidingLegs;
  readonly inDialogStream: boolean;
  readonly negativeSpan: boolean;
  readonly staleLink: boolean;
  readonly recordConflict: boolean;
}

/** Seconds from an event's own time to its receipt; null where one of them is not known. */
const lag = (event: TimedDialogEvent): number | null =>
  event.receivedAt === null || !event.timeKnown ? null : Date.parse(event.receivedAt) / 1000 - event.time;

/** Its own events show that it is outside campaigns: an application other than a campaign's, or inbound business (docs/domain.md#quality-flags). */
const isOutsideCampaigns = ({ snapshot }: Dialog): boolean =>
  (snapshot.application !== null && snapshot.application !== 'VOICE_CAMPAIGN') ||
  snapshot.businessDirection === 'INBOUND';

const checks: Readonly<Record<Exclude<QualityFlag, 'missing_close'>, (of: QualityEvidence, rules: Rules) => boolean>> =
  {
    missing_create: ({ dialogs }) => dialogs.some((dialog) => dialog.created === null),
    missing_answer: ({ dialogs }) => dialogs.some((dialog) => hasTalked(dialog) && !dialog.states.has('answered')),
    unknown_state: ({ dialogs }) => dialogs.some((dialog) => dialog.unknownState),
    unknown_role: ({ dialogs }) => dialogs.some((dialog) => dialog.role === 'unknown'),
    unknown_event: ({ dialogs }) => anyEvent(dialogs, (event) => event.type === 'UnknownDialogEvent'),
    bad_time: ({ dialogs }) => anyEvent(dialogs, (event) => !event.timeKnown),
    negative_span: ({ negativeSpan }) => negativeSpan,
    after_close: ({ dialogs }) => dialogs.some((dialog) => dialog.reportedAfterClose),
    stale_link: ({ staleLink }) => staleLink,
    talk_from_consultant_leg: ({ deciding: { consultant, contact } }) =>
      consultant !== null && hasTalked(consultant) && !(contact && hasTalked(contact)),
    record_conflict: ({ recordConflict }) => recordConflict,
    unlinked: ({ inDialogStream, dialogs }) => inDialogStream && !dialogs.some(isOutsideCampaigns),
    late_delivery: ({ dialogs }, rules) => anyEvent(dialogs, (event) => (lag(event) ?? 0) > rules.lateAfterSeconds),
    clock_ahead: ({ dialogs }, rules) =>
      anyEvent(dialogs, (event) => (lag(event) ?? 0) < -rules.clockAheadAfterSeconds),
  };

const anyEvent = (dialogs: readonly Dialog[], is: (event: TimedDialogEvent) => boolean): boolean =>
  dialogs.some((dialog) => dialog.events.some(is));

/** The flags of a call in the order of QUALITY_FLAGS. They describe the data and never stop it; `missing_close` is the clock's. */
export const flagQuality = (evidence: QualityEvidence, rules: Rules): QualityFlag[] =>
  QUALITY_FLAGS.filter((flag) => flag !== 'missing_close' && checks[flag](evidence, rules));
