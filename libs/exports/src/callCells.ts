import { isFinal, localTime, settlesAt, showCall, type CallContent, type ReadClock, type Showing } from '#domain';
import type { CallJson } from '#ports';
import { callTokens, tokenOf, type Token } from './callPattern.js';
import { CALL_COLUMNS, type Cells, type CellValue, type ColumnType } from './columns.js';

const textOf = (token: Token): string | null => {
  if (token === undefined || token === 'null') return null;
  return token.startsWith('"') ? token.slice(1, -1) : token;
};
const numberOf = (token: Token): number | null => (token === undefined || token === 'null' ? null : Number(token));

const READ = {
  text: textOf,
  time: textOf,
  whole: numberOf,
  number: numberOf,
  texts: (token: Token) => (token === undefined ? null : (JSON.parse(token) as readonly (string | null)[] | null)),
} as const;

const ENDED = '"ended"';
const [STATUS, ENDED_AT, LAST_EVENT, RECORD_CLOSED, RECEIVED] = [
  tokenOf('status'),
  tokenOf('endedAt'),
  tokenOf('lastEventAt'),
  tokenOf('recordClosedAt'),
  tokenOf('lastReceivedAt'),
] as const;

/** An ended call of which the tokens are known. */
interface EndedCall {
  readonly tokens: readonly Token[];
  readonly final: boolean;
  readonly settlesAt: string | null;
  readonly revision: CallJson['revision'];
}

const asEnded = (tokens: readonly Token[], { revision }: CallJson, clock: ReadClock): EndedCall => {
  const facts = {
    status: 'ended',
    endedAt: textOf(tokens[ENDED_AT]),
    lastEventAt: textOf(tokens[LAST_EVENT]) ?? '',
    recordClosedAt: textOf(tokens[RECORD_CLOSED]),
    lastReceivedAt: textOf(tokens[RECEIVED]),
  } as const;
  return { tokens, final: isFinal(facts, clock), settlesAt: settlesAt(facts, clock.graceSeconds), revision };
};

const BESIDE_JSON: Readonly<Record<string, (call: EndedCall) => CellValue>> = {
  final: (call) => call.final,
  settlesAt: (call) => call.settlesAt,
  'revision.stream': (call) => call.revision.stream,
  'revision.number': (call) => call.revision.number,
};

const unshownReader = (path: string, type: ColumnType): ((call: EndedCall) => CellValue) => {
  const beside = BESIDE_JSON[path];
  if (beside !== undefined) return beside;
  const place = tokenOf(path);
  if (type === 'flag') return ({ tokens }) => tokens[place] === 'true';
  const read = READ[type];
  return ({ tokens }) => read(tokens[place]);
};

/** How the cells of each column are read and shown. */
const readersOf = ({ masked, zone }: Showing): readonly ((call: EndedCall) => CellValue)[] =>
  CALL_COLUMNS.map(({ path, type, mask }) => {
    const read = unshownReader(path, type);
    if (masked && mask !== undefined) return (call) => mask(read(call) as string | null);
    if (zone === null || type !== 'time') return read;
    return (call) => {
      const time = read(call) as string | null;
      return time === null ? null : localTime(time, zone);
    };
  });

/** Makes the cells of CALL_COLUMNS, as showCall shows a call. */
export type CellsOfCall = (call: CallJson) => Cells;

/** By parsing the call. */
export const parsedCallCells =
  (clock: ReadClock, showing: Showing): CellsOfCall =>
  ({ json, revision }) => {
    const call = showCall({ ...(JSON.parse(json) as CallContent), revision }, clock, showing);
    return CALL_COLUMNS.map(({ valueOf }) => valueOf(call));
  };

/**
 * Without parsing it, but for the few calls that are open, of which the clock decides more, and those with an escaped sign in a text. The
 * texts are slices of the JSON, which stays in memory as long as one of them: not for who collects many rows.
 */
export const callCells = (clock: ReadClock, showing: Showing): CellsOfCall => {
  const readers = readersOf(showing);
  const parsed = parsedCallCells(clock, showing);
  return (call) => {
    const tokens = callTokens(call.json);
    if (tokens?.[STATUS] !== ENDED) return parsed(call);
    const ended = asEnded(tokens, call, clock);
    return readers.map((read) => read(ended));
  };
};
