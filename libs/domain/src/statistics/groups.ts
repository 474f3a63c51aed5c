import type { CallColumns, ColumnValue, ConsultantKey } from './columns.js';
import { PairNumbers } from './pairNumbers.js';
import type { Attribution, Dimension } from './query.js';
import { weekdayOf, type Zone } from './zone.js';

/** What a group has in common in one dimension. */
export type GroupValue = string | number | null | ConsultantKey;

/** The values of one dimension, numbered in the order in which they are first seen. */
class DimensionValues {
  readonly all: GroupValue[] = [];
  readonly #numbers = new Map<unknown, number>();

  numberOf(value: GroupValue): number {
    const identity = identityOf(value);
    const known = this.#numbers.get(identity);
    if (known === undefined) {
      this.#numbers.set(identity, this.all.length);
      return this.all.push(value) - 1;
    }
    this.all[known] = chooseShown(this.all[known]!, value);
    return known;
  }
}

/** Ids are the same where their texts are, as in the filters. A consultant is one by id, without id by username. */
const identityOf = (value: GroupValue): string | null => {
  if (value === null) return null;
  if (typeof value !== 'object') return String(value);
  return value.id === null ? `username ${value.username ?? ''}` : `id ${value.id}`;
};

/** The same whatever is seen first: an id as a number rather than as text. Who a consultant is besides the id is looked up later. */
const chooseShown = (known: GroupValue, other: GroupValue): GroupValue => {
  const idOf = (value: GroupValue): unknown => (typeof value === 'object' ? value?.id : value);
  return typeof idOf(known) === 'string' && typeof idOf(other) === 'number' ? other : known;
};

/** Gives the selected calls, in their order, the numbers of their values in a dimension. */
type ReadNumbers = (columns: CallColumns, selected: Int32Array) => Int32Array;

const timeOf = ({ numbers }: CallColumns, attribution: Attribution): Float64Array =>
  attribution === 'end' ? numbers.endedAt : numbers.startedAt;

const readerOf = (dimension: Dimension, attribution: Attribution, zone: Zone, values: DimensionValues): ReadNumbers => {
  switch (dimension) {
    case 'attempt':
      return ({ numbers }, selected) =>
        selected.map((call) => {
          const attempt = numbers.attempt[call]!;
          return values.numberOf(Number.isNaN(attempt) ? null : attempt);
        });
    case 'hourOfDay':
      return (columns, selected) => {
        const time = timeOf(columns, attribution);
        return selected.map((call) => values.numberOf(zone.hourOfDay(time[call]!)));
      };
    case 'weekday':
      return (columns, selected) => {
        const time = timeOf(columns, attribution);
        return selected.map((call) => values.numberOf(weekdayOf(zone.dayAt(time[call]!))));
      };
    default:
      return (columns, selected) => {
        const codes = columns.codes[dimension];
        const numbers = new Int32Array(columns.values[dimension].length).fill(-1);
        return selected.map((call) => {
          const code = codes[call]!;
          if (numbers[code] === -1) numbers[code] = values.numberOf(asGroupValue(columns.values[dimension][code]!));
          return numbers[code]!;
        });
      };
  }
};

/** No dimension's column holds lists. */
const asGroupValue = (value: ColumnValue): GroupValue => value as GroupValue;

/** Numbers the groups of calls: those that have the same values in all dimensions. */
export class Groups {
  readonly #dimensions: readonly { readonly values: DimensionValues; readonly read: ReadNumbers }[];
  /** Of each dimension the pairs of (group by the dimensions before it, value). */
  readonly #pairs: readonly PairNumbers[];

  constructor(dimensions: readonly Dimension[], attribution: Attribution, zone: Zone) {
    this.#dimensions = dimensions.map((dimension) => {
      const values = new DimensionValues();
      return { values, read: readerOf(dimension, attribution, zone, values) };
    });
    this.#pairs = dimensions.map(() => new PairNumbers());
  }

  /** Without dimensions there is one group, 0. */
  get count(): number {
    return this.#pairs.at(-1)?.count ?? 1;
  }

  /** Of each dimension its values, by their numbers. */
  get values(): readonly (readonly GroupValue[])[] {
    return this.#dimensions.map(({ values }) => values.all);
  }

  /** The selected calls' groups, in their order. */
  numbersOf(columns: CallColumns, selected: Int32Array): Int32Array {
    const groups = new Int32Array(selected.length);
    for (const [i, { read }] of this.#dimensions.entries()) {
      const pairs = this.#pairs[i]!;
      const numbers = read(columns, selected);
      for (let place = 0; place < groups.length; place += 1)
        groups[place] = pairs.numberOf(groups[place]!, numbers[place]!);
    }
    return groups;
  }

  /** The numbers of a group's values, by dimension. */
  valueNumbersOf(group: number): number[] {
    const numbers: number[] = [];
    let prefix = group;
    for (const pairs of this.#pairs.toReversed()) {
      numbers.unshift(pairs.seconds[prefix]!);
      prefix = pairs.firsts[prefix]!;
    }
    return numbers;
  }
}
