import { distance } from 'fastest-levenshtein';
import type { Parameter } from './parameter.js';

/** Spelling habits of other interfaces (`hangup_side`, `FROM`, `from[]`) do not count as a difference. */
const lettersOf = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]/g, '');

/** What other interfaces call the same thing, in letters alone. */
const OTHER_WORDS: ReadonlyMap<string, string> = new Map([
  ['agent', 'consultant'],
  ['user', 'consultant'],
  ['page', 'cursor'],
  ['offset', 'cursor'],
  ['pagesize', 'limit'],
  ['perpage', 'limit'],
  ['phone', 'contactNumber'],
  ['number', 'contactNumber'],
  ['since', 'from'],
  ['until', 'to'],
  ['order', 'sort'],
  ['hangup', 'hangupSide'],
  ['date', 'from'],
  ['start', 'from'],
  ['end', 'to'],
  ['username', 'consultant'],
  ['record', 'recordId'],
  ['duration', 'minTalkSeconds'],
  ['talkseconds', 'maxTalkSeconds'],
  ['maxtalk', 'maxTalkSeconds'],
  ['mintalk', 'minTalkSeconds'],
  ['talksecondsmax', 'maxTalkSeconds'],
  ['talksecondsmin', 'minTalkSeconds'],
]);

/** The known name that looks most like `name`; null where none is near: at most a third of the letters may differ. */
const nearestName = (letters: string, known: readonly string[]): string | null => {
  const distances = known.map((candidate) => distance(letters, lettersOf(candidate)));
  const least = Math.min(...distances);
  return least <= Math.max(1, letters.length / 3) ? (known[distances.indexOf(least)] ?? null) : null;
};

/** What is said behind an unknown name: the known one that may be meant, or nothing. */
export const mayBeMeant = (name: string, known: readonly string[]): string => {
  const nearest = nearestName(lettersOf(name), known);
  return nearest === null ? '' : `; the nearest known one is "${nearest}"`;
};

/** Why a parameter nobody knows is refused, with the known one that may be meant. */
export const unknownParameter = (name: string, parameters: readonly Parameter[]): string => {
  const known = parameters.map((parameter) => parameter.name);
  if (known.length === 0) return `unknown parameter "${name}": this route takes none`;
  const sameThing = OTHER_WORDS.get(lettersOf(name));
  if (sameThing !== undefined && known.includes(sameThing)) {
    return `unknown parameter "${name}"; here it is called "${sameThing}"`;
  }
  return `unknown parameter "${name}"${mayBeMeant(name, known)}`;
};
