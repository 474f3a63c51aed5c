import { useCallback, useMemo } from 'preact/hooks';
import { useLocation, useSearch } from 'wouter-preact';
import { useHistoryState } from 'wouter-preact/use-browser-location';
import { serverNow } from '../api/serverClock.js';
import { apiQuery, type CallsQuery } from './filters.js';
import { dateIn, type RangeName } from './range.js';
import { firstOf, readQuery, withValues, writeQuery, type Query } from './search.js';

/** What the history keeps beside an address, since it may not stand in one. */
interface HistoryState {
  readonly contactNumber?: string;
}

export interface Address {
  readonly query: Query;
  /** The time zone that everything on the page is in. */
  readonly zone: string;
  /** A contact's whole number that calls are filtered by. */
  readonly contactNumber: string | undefined;
  /** Sets parameters anew. A page that was applied can be gone back to; while typing the address is replaced. */
  readonly change: (changes: Query, how?: 'push' | 'replace') => void;
  readonly setContactNumber: (number: string | undefined) => void;
}

/** The zone of this computer: what an address without `tz` is read in. */
export const OWN_ZONE = Intl.DateTimeFormat().resolvedOptions().timeZone;

const isZone = (zone: string): boolean => {
  try {
    return Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
};

export const zoneOf = (query: Query): string => {
  const zone = firstOf(query, 'tz');
  return zone !== undefined && isZone(zone) ? zone : OWN_ZONE;
};

export const useAddress = (): Address => {
  const search = useSearch();
  const [path, navigate] = useLocation();
  const contactNumber = useHistoryState<HistoryState | null>()?.contactNumber;
  const query = useMemo(() => readQuery(search), [search]);
  const goTo = useCallback(
    (next: Query, state: HistoryState, replace: boolean) => navigate(path + writeQuery(next), { replace, state }),
    [path, navigate],
  );
  return {
    query,
    zone: zoneOf(query),
    contactNumber,
    change: (changes, how = 'push') =>
      goTo(withValues(query, changes), contactNumber === undefined ? {} : { contactNumber }, how === 'replace'),
    setContactNumber: (number) =>
      goTo(withValues(query, { cursor: [] }), number === undefined ? {} : { contactNumber: number }, false),
  };
};

/** The API's parameters for the page's address. */
export const useCallsQuery = (range: RangeName): CallsQuery => {
  const { query, zone, contactNumber } = useAddress();
  const today = dateIn(serverNow(), zone);
  return useMemo(
    () => apiQuery(query, { range, zone, today, contactNumber }),
    [query, range, zone, today, contactNumber],
  );
};
