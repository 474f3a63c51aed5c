/** What a page is asked for, as the query of its address: names are the API's, but `tz` for `timezone`. */
export type Query = Readonly<Record<string, readonly string[]>>;

/** @param search with or without its question mark; of a parameter without a value nothing is kept */
export const readQuery = (search: string): Query => {
  const query: Record<string, string[]> = Object.create(null) as Record<string, string[]>;
  for (const [name, value] of new URLSearchParams(search)) if (value !== '') (query[name] ??= []).push(value);
  return query;
};

/** Parameters sorted, several values repeated; empty where there is nothing to say, else with its question mark. */
export const writeQuery = (query: Query): string => {
  const params = new URLSearchParams();
  for (const name of Object.keys(query).sort()) for (const value of query[name] ?? []) params.append(name, value);
  const text = params.toString();
  return text === '' ? '' : `?${text}`;
};

/** The query with some of its parameters set anew; an empty list takes one away. */
export const withValues = (query: Query, changes: Query): Query =>
  Object.fromEntries(Object.entries({ ...query, ...changes }).filter(([, values]) => values.length > 0));

export const firstOf = (query: Query, name: string): string | undefined => query[name]?.[0];
