import {
  HANGUP_CERTAINTY_MEANINGS,
  HANGUP_RULE_MEANINGS,
  HANGUP_SIDE_MEANINGS,
  KIND_MEANINGS,
  KNOWN_STATES,
  OUTCOME_MEANINGS,
  QUALITY_FLAG_MEANINGS,
  ROLE_MEANINGS,
  STATUS_MEANINGS,
  type Attempt,
  type Call,
  type Consultant,
  type Contact,
  type Durations,
  type Hangup,
  type Leg,
  type Named,
  type Party,
} from '#domain';
import {
  choiceOrNull,
  count,
  countOrNull,
  explainedChoice,
  explainedChoiceOrNull,
  flag,
  id,
  listOf,
  objectOf,
  orNull,
  ref,
  seconds,
  text,
  textOrNull,
  time,
  timeOrNull,
  type FieldsOf,
} from './schema.js';

export const NAMED_FIELDS: FieldsOf<Named> = {
  id: id("The platform's id."),
  name: textOrNull('The latest name known.'),
};

export const CONSULTANT_FIELDS: FieldsOf<Consultant> = { ...NAMED_FIELDS, username: textOrNull('Login name.') };

const contact: FieldsOf<Contact> = {
  number: textOrNull('Telephone number; for analysts masked to its last three characters.'),
  name: textOrNull('Name; for analysts masked.'),
};

const party: FieldsOf<Party> = { ...CONSULTANT_FIELDS, ...contact };

const attempt: FieldsOf<Attempt> = {
  number: { type: 'integer', minimum: 1, description: "Place among the record's calls, by start." },
  consultantTry: countOrNull("The platform's count of goes at the consultant."),
  contactTry: countOrNull("The platform's count of goes at the contact."),
  reservationTry: countOrNull("The platform's count of reservations of a consultant."),
};

const durations: FieldsOf<Durations> = {
  ringSeconds: seconds(
    "Outbound: contact leg's create to its answer, or to its close if never answered. Inbound: the consultant leg's.",
  ),
  dialSeconds: seconds(
    "Outbound: the consultant's answer to the contact leg's talking; null where the answer came later.",
  ),
  waitSeconds: seconds("Inbound: contact leg's create to its talking; null outbound."),
  talkSeconds: seconds("Contact leg's talking to its close, hold included."),
  consultantTalkSeconds: seconds("Consultant leg's talking to its close."),
  holdSeconds: seconds('0 when no hold was reported, else null: no known event ends a hold.'),
  callSeconds: seconds("The call's start to its end."),
  afterSeconds: seconds("Contact leg's close to the consultant leg's; 0 when the consultant left first."),
};

const hangup: FieldsOf<Hangup> = {
  side: explainedChoice(HANGUP_SIDE_MEANINGS, 'Who ended the call.'),
  dialogUuid: textOrNull('The leg that hung up; null where the side is system or unknown.'),
  rule: explainedChoice(HANGUP_RULE_MEANINGS, 'The rule that says so.'),
  certainty: explainedChoice(HANGUP_CERTAINTY_MEANINGS, 'How far that can be trusted.'),
  evidence: listOf({ type: 'string', format: 'uuid' }, 'Ids of the closes the rule used, the earlier first.'),
};

const leg: FieldsOf<Leg> = {
  dialogUuid: text("The platform's uuid of the dialog."),
  role: explainedChoice(ROLE_MEANINGS, 'Whose connection to the platform this is.'),
  direction: textOrNull("The dialog's own direction, as the platform names it."),
  state: choiceOrNull(KNOWN_STATES, 'The highest known state reached.'),
  closeCause: textOrNull("The platform's close cause, verbatim."),
  createdAt: timeOrNull('Created.'),
  ringingAt: timeOrNull('First reported ringing.'),
  alertingAt: timeOrNull('First reported alerting.'),
  answeredAt: timeOrNull('First reported answered. On campaign calls the consultant is answered automatically.'),
  talkingAt: timeOrNull('First reported talking: here the conversation begins.'),
  closedAt: timeOrNull('Closed.'),
  ringSeconds: seconds('Create to answer or close.'),
  waitSeconds: seconds('Answer to talking.'),
  talkSeconds: seconds('Talking to close.'),
  totalSeconds: seconds('Create to close.'),
  holdCount: count('How often this party put the call on hold.'),
  party: ref('Party'),
};

const call: FieldsOf<Call> = {
  id: text("Uuid of the call's root dialog. May change while events are missing; any dialog's uuid finds the call."),
  source: text('The configured application of the platform through which its first event came.'),
  kind: explainedChoice(KIND_MEANINGS, 'What brought the call about.'),
  direction: textOrNull("The platform's business direction."),
  recordId: textOrNull('The campaign record; null outside campaigns.'),
  attempt: orNull(ref('Attempt'), 'Null outside campaigns.'),
  campaign: orNull(ref('Named'), 'The voice campaign.'),
  project: orNull(ref('Named'), 'The project.'),
  dialingMethod: textOrNull(
    "The campaign's dialing method, as the platform names it. It does not tell manual from preview.",
  ),
  consultant: orNull(ref('Consultant'), 'The deciding consultant leg.'),
  contact: orNull(ref('Contact'), 'Who was called or called.'),
  status: explainedChoice(STATUS_MEANINGS, 'How far it is.'),
  outcome: explainedChoiceOrNull(OUTCOME_MEANINGS, 'How far the call came; null until it ended.'),
  startedAt: time('The earliest time known of any leg.'),
  talkingAt: timeOrNull('When the conversation began.'),
  endedAt: timeOrNull('The latest close, once every leg is closed.'),
  durations: ref('Durations'),
  holdCount: count('Holds of all legs.'),
  closeCauses: listOf({ type: ['string', 'null'] }, "Close causes in the legs' order; null while a leg is open."),
  hangup: orNull(ref('Hangup'), 'Who ended the call; null while no deciding leg is closed.'),
  final: flag('Settled: ended, and no more events are expected. A late event can revoke it.'),
  settlesAt: timeOrNull('When it becomes final if nothing more comes; null while open.'),
  lastReceivedAt: timeOrNull('The latest receipt of an event; null when all were imported.'),
  quality: listOf(explainedChoice(QUALITY_FLAG_MEANINGS, 'A flag.'), 'What to know about the data behind the call.'),
  legs: listOf(ref('Leg'), 'Consultants first, then contacts, then unknown, each by create.'),
  revision: objectOf({
    stream: text("The event log's stream the call was made from."),
    number: count('Revision of that stream at which the call last changed.'),
  }),
};

export const CALL_FIELDS = call;
export const LEG_FIELDS = leg;

export const CALL_SCHEMAS = {
  Named: objectOf({ ...NAMED_FIELDS }),
  Consultant: objectOf({ ...CONSULTANT_FIELDS }),
  Contact: objectOf(contact),
  Party: objectOf(party, { description: 'Who is at this end; contacts masked for analysts.' }),
  Attempt: objectOf(attempt),
  Durations: objectOf(durations),
  Hangup: objectOf(hangup),
  Leg: objectOf(leg, { description: "One party's connection to the platform." }),
  Call: objectOf(call, {
    description: 'The dialogs of one engagement together; in a campaign, one attempt on a record.',
  }),
};
