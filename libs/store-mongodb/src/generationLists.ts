import type { Db } from 'mongodb';
import type { Difference } from '#domain';
import { StoreUnavailable, type Generation } from '#ports';
import { comparisonsOf, projectionsOf, type GenerationItem } from './collections.js';

/** A difference that has gone by the time it is read was replaced by another one: then it is looked again, so often. */
const MOST_ATTEMPTS = 10;

/**
 * Lists generations. Every request of a client does that to learn which one is live, and the differences are large: each is read once,
 * and kept by its id while a generation has it.
 */
export class GenerationLists {
  readonly #differences = new Map<string, ReadonlyMap<string, Difference>>();

  constructor(private readonly db: Db) {}

  /** By number. */
  async list(projection: string): Promise<readonly Generation[]> {
    for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt += 1) {
      const found = await projectionsOf(this.db).findOne({ _id: projection });
      const generations = await this.#withDifferences(projection, found?.generations ?? []);
      if (generations !== null) return generations;
    }
    throw new StoreUnavailable(`MongoDB: the comparison of a generation of ${projection} keeps changing`);
  }

  /** Null when one of the differences is not there. */
  async #withDifferences(projection: string, items: readonly GenerationItem[]): Promise<readonly Generation[] | null> {
    const ids = items.flatMap(({ comparison }) => (comparison === null ? [] : [comparison]));
    const held = await this.#read(projection, ids);
    if (ids.some((id) => !held.has(id))) return null;
    this.#differences.set(projection, held);
    return items.map(({ comparison, ...entry }) => ({
      ...entry,
      difference: comparison === null ? null : (held.get(comparison) ?? null),
    }));
  }

  async #read(projection: string, ids: readonly string[]): Promise<ReadonlyMap<string, Difference>> {
    const known = [...(this.#differences.get(projection) ?? [])].filter(([id]) => ids.includes(id));
    const missing = ids.filter((id) => !known.some(([one]) => one === id));
    if (missing.length === 0) return new Map(known);
    const read = await comparisonsOf(this.db)
      .find({ _id: { $in: missing } })
      .toArray();
    return new Map([...known, ...read.map(({ _id, difference }) => [_id, difference] as const)]);
  }
}
