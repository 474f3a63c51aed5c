import { validateSync } from 'class-validator';
import { isZoneName } from '#domain';
import type { BadField } from '#server';
import { badQuery } from '../refusals.js';
import { expectationOf, type Asked, type Parameter } from './parameter.js';
import { convert, queryShapeOf, type QueryShape } from './queryShape.js';
import { unknownParameter } from './unknownParameter.js';

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

const LONGEST_SHOWN = 80;
const shown = (text: string): string =>
  JSON.stringify(text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}...` : text);

const valuesByName = (query: string): Map<string, string[]> => {
  const given = new Map<string, string[]>();
  for (const [name, value] of new URLSearchParams(query)) given.set(name, [...(given.get(name) ?? []), value]);
  return given;
};

const badValues = (asked: object, given: Map<string, string[]>, parameters: readonly Parameter[]): BadField[] =>
  (parameters.length === 0 ? [] : validateSync(asked)).map(({ property }) => {
    const parameter = parameters.find(({ name }) => name === property);
    const values = given.get(property) ?? [];
    return {
      field: property,
      message: `must be ${parameter ? expectationOf(parameter) : 'known'}; got ${values.map(shown).join(', ')}`,
    };
  });

/** In which zone bare dates are read; one that is not known is refused with the other values. */
const timezoneOf = (given: Map<string, string[]>, parameters: readonly Parameter[]): string | undefined => {
  const name = parameters.find(({ kind }) => kind === 'zone')?.name;
  const [zone] = (name === undefined ? undefined : given.get(name)) ?? [];
  return zone !== undefined && isZoneName(zone) ? zone : undefined;
};

const isNone = ({ none }: Parameter, text: string): boolean => none === true && text === 'none';

/** The lists that null belongs to: it is added when the values have been checked, since it needs no check. */
const withNone = (
  asked: Record<string, unknown>,
  given: Map<string, string[]>,
  parameters: readonly Parameter[],
): Record<string, unknown> =>
  Object.fromEntries(
    parameters
      .filter((parameter) => given.get(parameter.name)?.some((text) => isNone(parameter, text)))
      .map(({ name }) => [name, [...(asked[name] as unknown[]), null]]),
  );

const readWith = (parameters: readonly Parameter[], Shape: QueryShape, query: string): Record<string, unknown> => {
  const given = valuesByName(query);
  const known = new Set(parameters.map(({ name }) => name));
  const bad: BadField[] = [...given.keys()]
    .filter((name) => !known.has(name))
    .map((name) => ({ field: name, message: unknownParameter(name, parameters) }));
  const asked = new Shape();
  const timezone = timezoneOf(given, parameters);
  for (const parameter of parameters) {
    const texts = [...new Set(given.get(parameter.name))];
    const values = texts.filter((text) => !isNone(parameter, text)).map((text) => convert(parameter, text, timezone));
    if (parameter.several) {
      if (texts.length > 0) asked[parameter.name] = values;
    } else if ((given.get(parameter.name)?.length ?? 0) > 1)
      bad.push({ field: parameter.name, message: 'may be given only once' });
    else if (values.length > 0) asked[parameter.name] = values[0];
  }
  bad.push(...badValues(asked, given, parameters));
  if (bad.length > 0) throw badQuery(bad);
  return { ...asked, ...withNone(asked, given, parameters) };
};

/** A route's query from its table of parameters. */
export const routeQuery = <const Parameters extends readonly Parameter[]>(
  parameters: Parameters,
): TypedRouteQuery<Parameters> => {
  const Shape = queryShapeOf(parameters);
  return { parameters, read: (query) => readWith(parameters, Shape, query) as Asked<Parameters> };
};
