import type { StoredCall } from './call.js';
import type { CallDifference, Difference, DifferenceCounts, FieldDifference } from './difference.js';

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const fieldsOf = (value: unknown): Fields => (isFields(value) ? value : {});
const keysOf = (a: Fields, b: Fields): ReadonlySet<string> => new Set([...Object.keys(a), ...Object.keys(b)]);

const isAbsent = (value: unknown): boolean => (value ?? null) === null;

/**
 * Whether two values say the same, whatever order a store gave their keys in. What is not there is not known, null; and so is an object
 * in which everything is.
 */
const isSame = (a: unknown, b: unknown): boolean => {
  if (a === b || (isAbsent(a) && isAbsent(b))) return true;
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((item, i) => isSame(item, b[i]));
  if (!(isFields(a) || isAbsent(a)) || !(isFields(b) || isAbsent(b))) return false;
  const [x, y] = [fieldsOf(a), fieldsOf(b)];
  for (const key of keysOf(x, y)) if (!isSame(x[key], y[key])) return false;
  return true;
};

/** A call's content; at which revision of its stream it was last written is none of it. */
const contentOf = ({ revision: _revision, ...content }: StoredCall): Omit<StoredCall, 'revision'> => content;

const pathTo = (path: string, key: string): string => (path === '' ? key : `${path}.${key}`);

/** Adds the paths at which two values differ. An object that is not there has no fields. */
const addChanged = (path: string, before: unknown, after: unknown, changed: Set<string>): void => {
  if (!isFields(before) && !isFields(after)) {
    if (!isSame(before, after)) changed.add(path);
    return;
  }
  const [a, b] = [fieldsOf(before), fieldsOf(after)];
  for (const key of keysOf(a, b)) addChanged(pathTo(path, key), a[key], b[key], changed);
};

/** Legs are the same leg by their dialog; `legs` itself has changed where others are there, or in another order. */
const addChangedLegs = (before: StoredCall['legs'], after: StoredCall['legs'], changed: Set<string>): void => {
  const dialogsOf = (legs: StoredCall['legs']): string[] => legs.map(({ dialogUuid }) => dialogUuid);
  if (!isSame(dialogsOf(before), dialogsOf(after))) changed.add('legs');
  const byDialog = new Map(after.map((leg) => [leg.dialogUuid, leg]));
  for (const leg of before) {
    const same = byDialog.get(leg.dialogUuid);
    if (same !== undefined) addChanged('legs', leg, same, changed);
  }
};

/** Paths of the fields in which the two differ. */
export const changedFields = (before: StoredCall, after: StoredCall): ReadonlySet<string> => {
  const changed = new Set<string>();
  const [{ legs: legsBefore, ...a }, { legs: legsAfter, ...b }] = [contentOf(before), contentOf(after)];
  addChanged('', a, b, changed);
  addChangedLegs(legsBefore, legsAfter, changed);
  return changed;
};

/**
 * The calls of one stream in which its two sides differ, by id. Both must be of the same revision of the stream, else
 * the difference is the events' and not the rules'.
 */
export const compareStream = (before: readonly StoredCall[], after: readonly StoredCall[]): CallDifference[] => {
  const left = new Map(after.map((call) => [call.id, call]));
  const differences: CallDifference[] = [];
  for (const call of before) {
    const other = left.get(call.id) ?? null;
    left.delete(call.id);
    if (other === null || !isSame(contentOf(call), contentOf(other)))
      differences.push({ id: call.id, before: call, after: other });
  }
  for (const call of left.values()) differences.push({ id: call.id, before: null, after: call });
  return differences.sort((a, b) => (a.id < b.id ? -1 : 1));
};

/** Ids may be numbers; their sum says nothing. */
const isIdentity = (key: string): boolean => key === 'id';

/** Calls `add` for every number in a call that can be summed up, with its path. Of a list only the legs' are. */
const eachNumber = (path: string, value: unknown, add: (path: string, value: number) => void): void => {
  if (path === 'legs' && Array.isArray(value)) for (const leg of value) eachNumber('legs', leg, add);
  if (typeof value === 'number') add(path, value);
  if (!isFields(value)) return;
  for (const [key, inner] of Object.entries(value)) if (!isIdentity(key)) eachNumber(pathTo(path, key), inner, add);
};

type Side = 'before' | 'after';
const MOST_SAMPLES = 100;
/** Of all samples together, as JSON: they are shown at once, and a call with thousands of legs is large. */
const MOST_SAMPLE_CHARACTERS = 2 * 1024 * 1024;

/** The first of the calls that differ, as many as are shown together. */
export class DifferenceSamples {
  readonly items: CallDifference[] = [];
  private characters = 0;

  /** Whether no further call is taken. */
  get areFull(): boolean {
    return this.items.length >= MOST_SAMPLES || this.characters > MOST_SAMPLE_CHARACTERS;
  }

  add(difference: CallDifference): void {
    if (this.areFull) return;
    this.characters += JSON.stringify(difference).length;
    if (this.characters <= MOST_SAMPLE_CHARACTERS) this.items.push(difference);
  }
}

/** Adds up in what two generations differ, stream by stream; keeps no more than the sums and some samples. */
export class DifferenceTally {
  private readonly counts = { before: 0, after: 0, added: 0, removed: 0, changed: 0 };
  private readonly changed = new Map<string, number>();
  private readonly sums: Readonly<Record<Side, Map<string, number>>> = { before: new Map(), after: new Map() };
  private readonly samples = new DifferenceSamples();

  /** Adds one stream's two sides, as `compareStream` takes them, and answers what differs. */
  add(before: readonly StoredCall[], after: readonly StoredCall[]): readonly CallDifference[] {
    this.addSums('before', before);
    this.addSums('after', after);
    const differences = compareStream(before, after);
    for (const difference of differences) this.addDifference(difference);
    return differences;
  }

  /** What has been added so far. `position`: of the log, up to which the two were compared. */
  difference(position: string): Difference {
    return { ...this.countsUpTo(position), samples: [...this.samples.items] };
  }

  /** The same without samples. */
  countsUpTo(position: string): DifferenceCounts {
    const fields = [...new Set([...this.changed.keys(), ...this.sums.before.keys(), ...this.sums.after.keys()])]
      .sort()
      .map((path) => [path, this.fieldDifference(path)] as const)
      .filter(([, { changed, before, after }]) => changed > 0 || before !== after);
    return { position, calls: { ...this.counts }, fields: Object.fromEntries(fields) };
  }

  private addSums(side: Side, calls: readonly StoredCall[]): void {
    const sums = this.sums[side];
    this.counts[side] += calls.length;
    const add = (path: string, value: number): void => void sums.set(path, (sums.get(path) ?? 0) + value);
    for (const call of calls) eachNumber('', contentOf(call), add);
  }

  private addDifference(difference: CallDifference): void {
    const { before, after } = difference;
    this.samples.add(difference);
    if (before === null) this.counts.added += 1;
    else if (after === null) this.counts.removed += 1;
    else {
      this.counts.changed += 1;
      for (const path of changedFields(before, after)) this.changed.set(path, (this.changed.get(path) ?? 0) + 1);
    }
  }

  /** A number on either side makes a field numeric: of nothing the sum is 0. */
  private fieldDifference(path: string): FieldDifference {
    const { before, after } = this.sums;
    const changed = this.changed.get(path) ?? 0;
    if (!before.has(path) && !after.has(path)) return { changed, before: null, after: null };
    return { changed, before: before.get(path) ?? 0, after: after.get(path) ?? 0 };
  }
}
