import { validateSync } from 'class-validator';
import { isZoneName } from '#domain';
import { expectationOf, type Asked, type Parameter } from './parameter.js';
import { convert, queryShapeOf } from './queryShape.js';
import { unknownParameter } from './unknownParameter.js';

/** A parameter that cannot be taken as it is, and why. */
export interface BadParameter {
  readonly field: string;
  readonly message: string;
}

/** What parameters were set to, as texts by name; several where a name was given several times. */
export type GivenTexts = ReadonlyMap<string, readonly string[]>;

export interface ReadParameters<Parameters extends readonly Parameter[]> {
  /** Only where `bad` is empty are these values of their types. */
  readonly asked: Asked<Parameters>;
  /** Every parameter that is unknown, has a bad value or is repeated without meaning. */
  readonly bad: readonly BadParameter[];
}

const LONGEST_SHOWN = 80;
const shown = (text: string): string =>
  JSON.stringify(text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}...` : text);

const badValues = (asked: object, given: GivenTexts, parameters: readonly Parameter[]): BadParameter[] =>
  (parameters.length === 0 ? [] : validateSync(asked)).map(({ property }) => {
    const parameter = parameters.find(({ name }) => name === property);
    const values = given.get(property) ?? [];
    return {
      field: property,
      message: `must be ${parameter ? expectationOf(parameter) : 'known'}; got ${values.map(shown).join(', ')}`,
    };
  });

/** In which zone bare dates are read; one that is not known is refused with the other values. */
const timezoneOf = (given: GivenTexts, parameters: readonly Parameter[]): string | undefined => {
  const name = parameters.find(({ kind }) => kind === 'zone')?.name;
  const [zone] = (name === undefined ? undefined : given.get(name)) ?? [];
  return zone !== undefined && isZoneName(zone) ? zone : undefined;
};

const isNone = ({ none }: Parameter, text: string): boolean => none === true && text === 'none';

/** The lists that null belongs to: it is added when the values have been checked, since it needs no check. */
const withNone = (
  asked: Record<string, unknown>,
  given: GivenTexts,
  parameters: readonly Parameter[],
): Record<string, unknown> =>
  Object.fromEntries(
    parameters
      .filter((parameter) => given.get(parameter.name)?.some((text) => isNone(parameter, text)))
      .map(({ name }) => [name, [...(asked[name] as unknown[]), null]]),
  );

/**
 * Reads what parameters were set to, by their table. The shape is made once for each table: it is the costly part.
 * A bare date is midnight in the zone that the table's parameter of the kind `zone` names.
 */
export const parameterReader = <const Parameters extends readonly Parameter[]>(
  parameters: Parameters,
): ((given: GivenTexts) => ReadParameters<Parameters>) => {
  const Shape = queryShapeOf(parameters);
  const known = new Set(parameters.map(({ name }) => name));
  return (given) => {
    const bad: BadParameter[] = [...given.keys()]
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
    return { asked: { ...asked, ...withNone(asked, given, parameters) } as Asked<Parameters>, bad };
  };
};
