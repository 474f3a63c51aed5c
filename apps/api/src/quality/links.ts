/** A number, and where the list stands that shows what it counts. */
export interface LinkedCount {
  readonly count: number;
  /** A path of this API with its query. */
  readonly href: string;
}

/** Which calls a list is to show. */
export interface Shown {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly source?: readonly string[] | undefined;
  readonly status?: string;
  readonly quality?: string;
  readonly recordId?: string;
  readonly sort?: 'startedAt';
}

export const hrefOf = (path: string, shown: Shown): string => {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(shown) as [string, string | readonly string[] | undefined][])
    for (const one of value === undefined ? [] : [value].flat()) query.append(name, one);
  return query.size === 0 ? path : `${path}?${query.toString()}`;
};

export const hrefOfCall = (id: string): string => `/v1/calls/${encodeURIComponent(id)}`;
