import { isoSecondsOf } from '#domain';
import type { Conditions } from './conditions.js';
import type { FILTER_PARAMETERS } from './parameters/filterParameters.js';
import type { Asked } from './parameters/parameter.js';
import { badQuery, notAllowed } from './refusals.js';
import { limitRows, seesContacts, type RowLimits } from './viewer.js';

export type AskedFilter = Asked<typeof FILTER_PARAMETERS>;

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
  const { from, to, source, project, ...rest } = asked;
  if (from !== undefined && to !== undefined && to < from)
    throw badQuery([{ field: 'to', message: 'must not be before from' }]);
  if (rest.contactNumber !== undefined && !seesContacts(viewer))
    throw notAllowed('contactNumber', 'contacts can be looked up by number by supervisors only');
  return {
    ...rest,
    ...limitRows({ source, project }, viewer),
    ...(from === undefined ? {} : { from: isoSecondsOf(from) }),
    ...(to === undefined ? {} : { to: isoSecondsOf(to) }),
  };
};
