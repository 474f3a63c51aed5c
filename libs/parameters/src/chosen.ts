import type { Parameter } from './parameter.js';

type Named<Parameters extends readonly { readonly name: string }[], Name> = Extract<
  Parameters[number],
  { readonly name: Name }
>;

/** Those parameters of a table that have these names, in the table's order. */
export const chosen = <Parameters extends readonly Parameter[], const Name extends string>(
  parameters: Parameters,
  names: readonly Name[],
): Named<Parameters, Name>[] =>
  parameters.filter((one): one is Named<Parameters, Name> => (names as readonly string[]).includes(one.name));
