import { CALL_COLUMNS, type ColumnType } from './columns.js';

/** Not in the JSON of a call: the clock decides it, or it stands beside the JSON. */
const BESIDE_JSON = ['final', 'settlesAt', 'revision.stream', 'revision.number'];

/** What has a value of its own in the JSON of a call (callJson in libs/domain), in its order there. */
const IN_JSON = CALL_COLUMNS.filter(({ path }) => !BESIDE_JSON.includes(path)).flatMap((column) =>
  column.path === 'lastReceivedAt'
    ? [{ path: 'lastEventAt', type: 'time' } as const, { path: 'recordClosedAt', type: 'time' } as const, column]
    : [column],
);

/** No text with a backslash: such a one has to be parsed. */
const VALUE = String.raw`(null|"[^"\\]*"|-?\d[\d.eE+-]*)`;
const LIST = String.raw`(null|\[[^\]\\]*\])`;
const patternOf = (type: ColumnType): string => (type === 'texts' ? LIST : VALUE);

const makePattern = (): RegExp => {
  const members = new Map<string, string>();
  const objects = new Map<string, string[]>();
  for (const { path, type } of IN_JSON) {
    const [name = '', inner] = path.split('.');
    const within = [...(objects.get(name) ?? []), `"${inner ?? ''}":${patternOf(type)}`];
    if (inner !== undefined) objects.set(name, within);
    members.set(name, inner === undefined ? patternOf(type) : `(?:null|\\{${within.join(',')}\\})`);
  }
  return new RegExp(`^\\{${[...members].map(([name, value]) => `"${name}":${value}`).join(',')},"legs":`);
};

const PATTERN = makePattern();

/** A value as it stands in JSON; undefined where it is in an object that is null. */
export type Token = string | undefined;

/** Where the value of a column stands among the tokens of `callTokens`; -1: it is not there. */
export const tokenOf = (path: string): number => {
  const place = IN_JSON.findIndex((column) => column.path === path);
  return place === -1 ? -1 : place + 1;
};

/**
 * The values of a call's columns as they stand in its JSON, by one regular expression: it takes a third of the time of parsing. Null where
 * the JSON does not stand as expected, or has an escaped sign in it; it has to be parsed then.
 */
export const callTokens = (json: string): readonly Token[] | null => PATTERN.exec(json);
