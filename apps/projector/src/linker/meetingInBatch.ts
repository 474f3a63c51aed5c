import { parseStreamName, type DialogEnd, type Ties } from '#domain';

/** Whom a dialog meets. */
export type MetDialogs = Pick<Ties, 'metBefore' | 'metSince' | 'allMetBefore'>;

export const NOBODY: MetDialogs = { metBefore: [], metSince: [], allMetBefore: () => [] };

/** To decide for a dialog of one record, one of another record is enough. */
const MOST_RECORDS = 2;

/**
 * A meeting while a batch of events is decided. All members are looked at once. Those whose links end in the same stream share their end for
 * good, since a stream is linked once: so from then on the first of them stands for all. A batch takes time in proportion to its events and
 * the members, not to their product.
 */
export class MeetingInBatch {
  /** Members with their places in the order of the entries. */
  readonly #places = new Map<string, number>();
  /** Of each end the first member, in that order, and who has entered since that was last looked at. */
  #first: string[] = [];

  /** @param endOf where the links of a dialog end by now, which may change with each decision */
  constructor(
    members: Iterable<string>,
    private readonly endOf: (dialog: string) => DialogEnd,
  ) {
    for (const dialog of members) this.enter(dialog);
    this.#firstOfEachEnd();
  }

  has(dialog: string): boolean {
    return this.#places.has(dialog);
  }

  enter(dialog: string): void {
    this.#places.set(dialog, this.#places.size);
    this.#first.push(dialog);
  }

  /** @param dialog a member */
  metBy(dialog: string): MetDialogs {
    const first = this.#firstOfEachEnd();
    const own = this.#placeOf(dialog);
    return {
      metBefore: first.filter((member) => this.#placeOf(member.dialog) < own),
      metSince: first.filter((member) => this.#placeOf(member.dialog) > own),
      allMetBefore: () => [...this.#places.keys()].slice(0, own).map((member) => this.endOf(member)),
    };
  }

  #placeOf(dialog: string): number {
    return this.#places.get(dialog) ?? Infinity;
  }

  #firstOfEachEnd(): DialogEnd[] {
    const ends = new Set<string>();
    let records = 0;
    const first = this.#first
      .map((dialog) => this.endOf(dialog))
      .filter(({ end }) => {
        if (ends.has(end)) return false;
        ends.add(end);
        return parseStreamName(end)?.kind !== 'record' || ++records <= MOST_RECORDS;
      });
    this.#first = first.map(({ dialog }) => dialog);
    return first;
  }
}
