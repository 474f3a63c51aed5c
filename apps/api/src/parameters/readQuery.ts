import { parameterReader, type Asked, type Parameter } from '#parameters';
import { badQuery } from '../refusals.js';

/** The parameters of a route, and how to read them. */
export interface RouteQuery {
  readonly parameters: readonly Parameter[];
  /**
   * Reads the part of an address after `?`.
   * @throws the 400 that names every parameter that is unknown, has a bad value or is repeated without meaning
   */
  readonly read: (query: string) => unknown;
}

/** The same, knowing what the values are. */
export interface TypedRouteQuery<Parameters extends readonly Parameter[]> extends RouteQuery {
  readonly parameters: Parameters;
  readonly read: (query: string) => Asked<Parameters>;
}

const textsByName = (query: string): Map<string, string[]> => {
  const given = new Map<string, string[]>();
  for (const [name, value] of new URLSearchParams(query)) given.set(name, [...(given.get(name) ?? []), value]);
  return given;
};

/** A route's query from its table of parameters. */
export const routeQuery = <const Parameters extends readonly Parameter[]>(
  parameters: Parameters,
): TypedRouteQuery<Parameters> => {
  const readTexts = parameterReader(parameters);
  const read = (query: string): Asked<Parameters> => {
    const { asked, bad } = readTexts(textsByName(query));
    if (bad.length > 0) throw badQuery(bad);
    return asked;
  };
  return { parameters, read };
};
