import { KNOWN_STATES, ROLES, type CallView, type Leg } from './call.js';
import { decidingLegs } from './decidingLegs.js';
import { compareByCreate, highestState, timeOf, type Dialog } from './dialog.js';
import { isoSeconds } from './eventTime.js';
import type { DialogGroup } from './grouping.js';
import { decideHangup } from './hangup.js';
import {
  attemptOf,
  consultantOf,
  contactOf,
  firstKnown,
  kindOf,
  namedOf,
  partyOf,
  projectOf,
  snapshotsOf,
} from './identity.js';
import { compareEvents } from './order.js';
import { decideOutcome } from './outcome.js';
import { flagQuality } from './quality.js';
import type { Rules } from './rules.js';
import { measureCall, measureLeg, talkingLeg, type CallEnds } from './spans.js';

/** What a call takes from its stream. */
export interface StreamContext {
  /** Null outside campaigns. */
  readonly recordId: string | null;
  readonly recordClosedAt: number | null;
  readonly inDialogStream: boolean;
}

const iso = (seconds: number | null | undefined): string | null =>
  seconds === null || seconds === undefined ? null : isoSeconds(seconds);

const legOf = (dialog: Dialog): { leg: Leg; negative: boolean } => {
  const { seconds, negative } = measureLeg(dialog);
  const [ringingAt, alertingAt, answeredAt, talkingAt] = KNOWN_STATES.map((state) => iso(timeOf(dialog, state)));
  const leg: Leg = {
    dialogUuid: dialog.uuid,
    role: dialog.role,
    direction: dialog.snapshot.direction,
    state: highestState(dialog),
    closeCause: dialog.close?.cause ?? null,
    createdAt: iso(dialog.created?.time),
    ringingAt: ringingAt ?? null,
    alertingAt: alertingAt ?? null,
    answeredAt: answeredAt ?? null,
    talkingAt: talkingAt ?? null,
    closedAt: iso(dialog.close?.time),
    ...seconds,
    holdCount: dialog.holdCount,
    party: partyOf(dialog),
  };
  return { leg, negative };
};

/** Consultants first, then contacts, then unknown, each by create. */
const inLegOrder = (dialogs: readonly Dialog[]): Dialog[] =>
  [...dialogs].sort((a, b) => ROLES.indexOf(a.role) - ROLES.indexOf(b.role) || compareByCreate(a, b));

/** From the earliest time known of any leg to the latest close, once every leg is closed. */
const endsOf = (dialogs: readonly Dialog[]): CallEnds => {
  const times = dialogs.flatMap((dialog) => dialog.events.map((event) => event.time));
  const closes = dialogs.map((dialog) => dialog.close?.time ?? null).filter((time) => time !== null);
  return {
    startedAt: times.reduce((earliest, time) => Math.min(earliest, time)),
    endedAt: closes.length === dialogs.length ? Math.max(...closes) : null,
  };
};

const latest = (texts: readonly (string | null)[]): string | null =>
  texts.reduce((last, text) => (text !== null && (last === null || text > last) ? text : last), null);

/**
 * One call from its dialogs. The number of its attempt is given by toView, which sees all calls of the record.
 * @param recordConflict two records claim it
 */
export const viewOf = (group: DialogGroup, stream: StreamContext, recordConflict: boolean, rules: Rules): CallView => {
  const dialogs = inLegOrder(group.dialogs);
  const deciding = decidingLegs(dialogs);
  const { consultant, contact } = deciding;
  const snapshots = snapshotsOf(deciding, dialogs);
  const campaign = stream.recordId !== null;
  const direction = firstKnown(snapshots, (snapshot) => snapshot.businessDirection);
  const ends = endsOf(dialogs);
  const legs = dialogs.map(legOf);
  const durations = measureCall(dialogs, deciding, direction, ends);
  const talking = talkingLeg(deciding);
  const events = dialogs.flatMap((dialog) => dialog.events).sort(compareEvents);
  return {
    id: group.id,
    source: events[0]?.source ?? '',
    kind: kindOf(campaign, direction),
    direction,
    recordId: stream.recordId,
    attempt: campaign ? attemptOf(snapshots, 1) : null,
    campaign: namedOf(firstKnown(snapshots, (snapshot) => snapshot.campaign)),
    project: projectOf(snapshots, consultant),
    dialingMethod: firstKnown(snapshots, (snapshot) => snapshot.dialingMethod),
    consultant: consultantOf(consultant),
    contact: contactOf(snapshots, contact, campaign, direction),
    status: ends.endedAt === null ? 'open' : 'ended',
    outcome: decideOutcome(dialogs, deciding, direction),
    startedAt: isoSeconds(ends.startedAt),
    talkingAt: iso(talking && timeOf(talking, 'talking')),
    endedAt: iso(ends.endedAt),
    durations: durations.seconds,
    holdCount: dialogs.reduce((count, dialog) => count + dialog.holdCount, 0),
    closeCauses: legs.map(({ leg }) => leg.closeCause),
    hangup: decideHangup(deciding, rules),
    lastReceivedAt: latest(events.map((event) => event.receivedAt)),
    lastEventAt: isoSeconds(events.at(-1)?.time ?? ends.startedAt),
    recordClosedAt: iso(stream.recordClosedAt),
    quality: flagQuality(
      {
        dialogs,
        deciding,
        inDialogStream: stream.inDialogStream,
        negativeSpan: durations.negative || legs.some(({ negative }) => negative),
        staleLink: group.staleLink,
        recordConflict,
      },
      rules,
    ),
    legs: legs.map(({ leg }) => leg),
  };
};
