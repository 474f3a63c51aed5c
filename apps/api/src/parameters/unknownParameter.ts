import { distance } from 'fastest-levenshtein';
import type { Parameter } from './parameter.js';

/** Spelling habits of other interfaces (`hangup_side`, `FROM`, `from[]`) do not count as a difference. */
const lettersOf = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]/g, '');

/** The known name that looks most like `name`; null where none is known. */
export const nearestName = (name: string, known: readonly string[]): string | null => {
  const letters = lettersOf(name);
  const distances = known.map((candidate) => distance(letters, lettersOf(candidate)));
  return known[distances.indexOf(Math.min(...distances))] ?? null;
};

/** Why a parameter nobody knows is refused, with the nearest known one. */
export const unknownParameter = (name: string, parameters: readonly Parameter[]): string => {
  const nearest = nearestName(
    name,
    parameters.map((parameter) => parameter.name),
  );
  return nearest === null
    ? `unknown parameter "${name}": this route takes none`
    : `unknown parameter "${name}"; the nearest known one is "${nearest}"`;
};
