import type { HangupCertainty, HangupRule, HangupSide, Kind, Outcome, QualityFlag, Role, Status } from './call.js';

/**
 * What each value of a call's closed lists means, in a sentence or two for whoever reads the API. docs/domain.md has an example of
 * each. A new value without a meaning does not compile.
 */
type Meanings<Value extends string> = Readonly<Record<Value, string>>;

export const ROLE_MEANINGS: Meanings<Role> = {
  consultant: 'An agent of the contact centre.',
  contact: 'The client who was called or called.',
  unknown: 'None of the events that came says who it is.',
};

export const KIND_MEANINGS: Meanings<Kind> = {
  campaign: 'An attempt on a record of a voice campaign.',
  inbound: 'A client called the centre.',
  outbound: 'A consultant called a client, outside campaigns.',
  other: 'None of these, or not known: an internal call, or a dialog of which only updates came.',
};

export const STATUS_MEANINGS: Meanings<Status> = {
  open: 'A leg has not closed.',
  ended: 'Every leg that was seen has closed.',
  stale: 'Open, and nothing was received for the stale time: its closes have probably been lost.',
};

export const OUTCOME_MEANINGS: Meanings<Outcome> = {
  conversation: 'Somebody talked: the contact or, where the report of that is missing, the consultant.',
  abandoned: 'A client who called, or a contact who answered, was gone before anybody talked.',
  contact_no_answer: 'The contact was dialled and did not answer.',
  consultant_no_answer: 'The consultant was rung and did not answer, and no contact was dialled.',
  not_dialed: 'The consultant answered, in an outbound call, and no contact was dialled.',
  unknown: 'The events that came do not say.',
};

export const HANGUP_SIDE_MEANINGS: Meanings<HangupSide> = {
  consultant: 'The consultant; between two consultants `dialogUuid` says which.',
  contact: 'The contact.',
  system: 'Neither party: the platform ended the call, for example the dialer let go.',
  unknown: 'The closes do not say.',
};

export const HANGUP_RULE_MEANINGS: Meanings<HangupRule> = {
  one_hangup_one_left: 'One leg closed with HANGUP, the other with DIALOG_LEFT: who closed with HANGUP.',
  earlier_hangup: 'Both legs closed with HANGUP, in different seconds: the earlier one.',
  contact_stayed: "The consultant had left over 10 s before the contact did, so only the contact's close counts.",
  hangup_and_unknown:
    'One leg closed with HANGUP, the other with a cause that is not documented: who closed with HANGUP.',
  both_left: 'Both legs closed with DIALOG_LEFT: neither party, so the system.',
  left_and_unknown:
    'One leg closed with DIALOG_LEFT (the other side left), the other with a cause that is not documented: the other one.',
  single_close:
    'Only one leg has closed, or was ever seen: what its close says. It may change when the other close comes.',
  same_second: 'Both legs closed with HANGUP in one second: it cannot be told who was first.',
  unknown_cause: 'The closes that count have causes that are not documented.',
};

export const HANGUP_CERTAINTY_MEANINGS: Meanings<HangupCertainty> = {
  certain: 'Both closes say so, by what the platform documents.',
  likely: 'The closes say so, and something else would be unusual.',
  weak: 'Inferred: the closes only rule out the others.',
  provisional: 'It rests on one close while the other may still come.',
  none: 'Nothing can be said.',
};

export const QUALITY_FLAG_MEANINGS: Meanings<QualityFlag> = {
  missing_create: 'The create of a leg never came: what only a create says may be unknown.',
  missing_close: 'The call is stale: the close of a leg has not come.',
  missing_answer: 'A leg talked, and its answer was never reported.',
  unknown_state: 'A leg reported a state that is not documented; it is kept in the timeline and counts for nothing.',
  unknown_role: "It is not known of a leg whether it is a consultant's or a contact's.",
  unknown_event: 'A dialog sent an event that is not documented; it is kept in the timeline and counts for nothing.',
  bad_time:
    'The time of an event is missing, cannot be read, or cannot be true; the time of its receipt (or import) is used instead.',
  negative_span: "Something ended before it began, by the platform's clock; the seconds in between are given as 0.",
  after_close: 'A state of a leg was reported only for a time after its close; it counts as reached at the close.',
  stale_link: 'A dialog names one of another call that was over before it began: left over from an earlier attempt.',
  talk_from_consultant_leg:
    "The talk of the contact was not reported; `talkingAt` and `talkSeconds` are the consultant's.",
  record_conflict: 'Two campaign records claim dialogs of this call.',
  unlinked: 'No event says to which campaign record, or to which other dialog, this dialog belongs.',
  late_delivery: 'An event was received over 5 minutes after it happened.',
  clock_ahead: "An event lies over a minute after its receipt, by the platform's clock.",
};
