import type { Call, Contact, Leg } from './call.js';

/**
 * Where a contact's number or name stands: the one place that knows. Consultants are staff and are shown as they are.
 * A leg of unknown role may be the contact's and counts as one.
 */
const isConsultants = (leg: Pick<Leg, 'role'>): boolean => leg.role === 'consultant';

/**
 * Paths in the platform's bodies that may hold a contact's number, name or free text about one (docs/domain.md#dialog-events).
 * `self_*` is the contact on the contact's dialog, `peer_*` on the consultant's, `from_*` and `to_*` on either.
 * A path stands for all below it.
 */
export const PERSONAL_BODY_PATHS = [
  'self_target',
  'self_name',
  'peer_target',
  'peer_name',
  'peer_username',
  'peer_firstname',
  'peer_surname',
  'from_display_name',
  'from_display_target',
  'to_display_name',
  'to_display_target',
  'caller_contact_address',
  'callee_contact_address',
  'variables',
  'anonymous',
  ...[
    'name',
    'contact_number',
    'contact_info',
    'contact_identifier',
    'current_contact_number',
    'current_contact_name',
    'caller_number',
    'caller_contact_address',
    'callee_contact_address',
    'custom',
  ].flatMap((field) => [`initial_application_info.data.${field}`, `data.${field}`]),
  'call_history',
  'dialogs',
] as const;

const HIDDEN = '***';
const SHOWN_DIGITS = 3;
/** Below this a number's last three characters would be most of it. */
const SHORTEST_SHOWN_IN_PART = 7;

/** `***` and the last three characters, so that two numbers can be told apart; a short number is hidden whole, and so is its length. */
export const maskNumber = (number: string | null): string | null => {
  if (number === null) return null;
  return number.length < SHORTEST_SHOWN_IN_PART ? HIDDEN : `${HIDDEN}${number.slice(-SHOWN_DIGITS)}`;
};

/** `***`: the end of a surname would give it away. */
export const maskName = (name: string | null): string | null => (name === null ? null : HIDDEN);

const maskContact = <Masked extends Contact>(contact: Masked): Masked => ({
  ...contact,
  number: maskNumber(contact.number),
  name: maskName(contact.name),
});

/** The leg with the contact's number and name masked; a consultant's leg as it is. */
export const maskLeg = (leg: Leg): Leg => (isConsultants(leg) ? leg : { ...leg, party: maskContact(leg.party) });

/** The call with the contact's numbers and names masked wherever they stand; unknown (null) stays null. */
export const maskCall = <Masked extends Pick<Call, 'contact' | 'legs'>>(call: Masked): Masked => ({
  ...call,
  contact: call.contact === null ? null : maskContact(call.contact),
  legs: call.legs.map(maskLeg),
});
