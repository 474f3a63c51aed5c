import { badRange, conditionsOf, type AskedFilter } from '#parameters';
import type { Conditions } from './conditions.js';
import { badQuery, notAllowed } from './refusals.js';
import { limitRows, seesContacts, type RowLimits } from './viewer.js';

/**
 * The one compiler from query parameters to a filter; the limits of the viewer's key are part of it.
 * @throws 400 for a range that ends before it begins; 403 when an analyst asks by a contact's number
 */
export const compileFilter = (asked: AskedFilter, viewer: RowLimits): Conditions => {
  const { attribution = 'start', ...rest } = asked;
  return { ...compileConditions(rest, viewer), attribution };
};

/** The same for whoever attributes calls to times in another way. */
export const compileConditions = (
  asked: Omit<AskedFilter, 'attribution'>,
  viewer: RowLimits,
): Omit<Conditions, 'attribution'> => {
  const bad = badRange(asked);
  if (bad.length > 0) throw badQuery(bad);
  if (asked.contactNumber !== undefined && !seesContacts(viewer))
    throw notAllowed('contactNumber', 'contacts can be looked up by number by supervisors only');
  const { source, project, ...rest } = asked;
  return { ...conditionsOf(rest), ...limitRows({ source, project }, viewer) };
};
