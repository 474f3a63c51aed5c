import { FILTER_PARAMETERS, LOCAL_PARAMETER, PAGE_PARAMETERS } from '../parameters/filterParameters.js';
import type { Asked, Parameter } from '../parameters/parameter.js';
import { routeQuery } from '../parameters/readQuery.js';

const REACHED = {
  name: 'reached',
  kind: 'flag',
  several: false,
  description: 'Whether an attempt is a conversation.',
} as const satisfies Parameter;

type Named<Parameters extends readonly { readonly name: string }[], Name> = Extract<
  Parameters[number],
  { readonly name: Name }
>;
/** `from` and `to` are about the start of the first attempt, campaign and project about the first attempt. */
const OF_FIRST_ATTEMPT = ['from', 'to', 'timezone', 'campaign', 'project'] as const;
const PAGING = ['limit', 'cursor'] as const;

const named = <Parameters extends readonly Parameter[], const Name extends string>(
  parameters: Parameters,
  names: readonly Name[],
): Named<Parameters, Name>[] =>
  parameters.filter((one): one is Named<Parameters, Name> => (names as readonly string[]).includes(one.name));

/** The parameters of the list of records. */
export const RECORDS_QUERY = routeQuery([
  ...named(FILTER_PARAMETERS, OF_FIRST_ATTEMPT),
  REACHED,
  LOCAL_PARAMETER,
  ...named(PAGE_PARAMETERS, PAGING),
]);
export type AskedRecords = Asked<typeof RECORDS_QUERY.parameters>;
