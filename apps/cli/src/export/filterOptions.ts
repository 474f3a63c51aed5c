import type { Command } from 'commander';
import type { CallFilter, ReadClock } from '#domain';
import {
  badRange,
  conditionsOf,
  FILTER_PARAMETERS,
  parameterReader,
  type AskedFilter,
  type Parameter,
} from '#parameters';

/** What the options were set to, by the names of the API's parameters. */
export type FilterOptions = Readonly<Partial<Record<string, string | readonly string[]>>>;

/** `hangupSide` is `--hangup-side` here. */
const optionName = (name: string): string => `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

const helpOf = ({ description, values }: Parameter): string =>
  values === undefined ? description : `${description} One of ${values.join(', ')}.`;

/** Adds an option for each filter of the API. */
export const addFilterOptions = (command: Command): Command => {
  for (const parameter of FILTER_PARAMETERS as readonly Parameter[]) {
    const { name, kind, several } = parameter;
    command.option(`${optionName(name)} <${kind}${several ? '...' : ''}>`, helpOf(parameter));
  }
  return command;
};

const readFilter = parameterReader(FILTER_PARAMETERS);

/**
 * Reads the options as the API reads its parameters.
 * @throws Error names every option that is bad, in the words of the API, a line each
 */
export const askedFilter = (options: FilterOptions): AskedFilter => {
  const given = FILTER_PARAMETERS.flatMap(({ name }) => {
    const texts = options[name];
    return texts === undefined ? [] : [[name, [texts].flat()] as const];
  });
  const { asked, bad } = readFilter(new Map(given));
  const refused = bad.length > 0 ? bad : badRange(asked);
  if (refused.length === 0) return asked;
  throw new Error(refused.map(({ field, message }) => `${optionName(field)}: ${message}`).join('\n'));
};

/** The filter at the moment of the export. */
export const filterAt = ({ attribution = 'start', ...conditions }: AskedFilter, clock: ReadClock): CallFilter => ({
  ...conditionsOf(conditions),
  attribution,
  clock,
});
