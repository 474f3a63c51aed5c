import { useMemo } from 'preact/hooks';
import { useLocation, useSearch } from 'wouter-preact';
import { useHistoryState } from 'wouter-preact/use-browser-location';
import { serverNow } from '../api/serverClock.js';
import { apiQuery, type CallsQuery } from './filters.js';
import { dateIn, isZone, type RangeName } from './range.js';
import { firstOf, readQuery, withValues, writeQuery, type Query } from './search.js';

/** What the history of the tab keeps beside an address, since it may not stand in one. */
export interface Beside {
  /** A contact's whole number that calls are filtered by. */
  readonly contactNumber?: string;
  /** Cursors of the pages before this one, the first page's as an empty text. */
  readonly newer?: readonly string[];
  /** On the page of a call, the address of the list that led there, to go back to. */
  readonly list?: string;
}

interface Change {
  /** While one types, the address is replaced; else one can go back. */
  readonly replace?: boolean;
  /** Instead of the number that is filtered by now. */
  readonly beside?: Beside;
}

export interface Address {
  readonly query: Query;
  /** The time zone that everything on the page is in. */
  readonly zone: string;
  readonly beside: Beside;
  /** Sets parameters anew; an empty list takes one away. */
  readonly change: (changes: Query, how?: Change) => void;
}

/** The zone of this computer: what an address without `tz` is read in. */
export const OWN_ZONE = Intl.DateTimeFormat().resolvedOptions().timeZone;

export const zoneOf = (query: Query): string => {
  const zone = firstOf(query, 'tz');
  return zone !== undefined && isZone(zone) ? zone : OWN_ZONE;
};

const NOTHING: Beside = {};

export const useAddress = (): Address => {
  const search = useSearch();
  const [path, navigate] = useLocation();
  const beside = useHistoryState<Beside | null>() ?? NOTHING;
  const query = useMemo(() => readQuery(search), [search]);
  const change = (changes: Query, { replace = false, beside: next }: Change = {}): void => {
    const { contactNumber, list } = beside;
    const kept: Beside = { ...(contactNumber !== undefined && { contactNumber }), ...(list !== undefined && { list }) };
    const state: Beside = next ?? kept;
    navigate(path + writeQuery(withValues(query, changes)), { replace, state });
  };
  return { query, zone: zoneOf(query), beside, change };
};

/** The API's parameters for the page's address. */
export const useCallsQuery = (range: RangeName): CallsQuery => {
  const { query, zone, beside } = useAddress();
  const { contactNumber } = beside;
  const today = dateIn(serverNow(), zone);
  return useMemo(
    () => apiQuery(query, { range, zone, today, contactNumber }),
    [query, range, zone, today, contactNumber],
  );
};
