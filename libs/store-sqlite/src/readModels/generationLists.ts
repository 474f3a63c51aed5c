import type { Difference } from '#domain';
import type { Generation } from '#ports';
import type { Respondent } from '../worker/protocol.js';
import type { ReadModelsReaderApi } from './documentReader.js';

/**
 * Lists generations. Every request of a client does that to learn which one is live, and the differences are large: each is read once,
 * and kept by its key while a generation has it.
 */
export class GenerationLists {
  readonly #differences = new Map<string, ReadonlyMap<number, Difference>>();

  constructor(private readonly readers: Respondent<ReadModelsReaderApi>) {}

  async list(projection: string): Promise<readonly Generation[]> {
    const known = this.#differences.get(projection) ?? new Map<number, Difference>();
    const { rows, comparisons } = await this.readers.call('generations', { projection, known: [...known.keys()] });
    const read = new Map(comparisons.map(({ key, text }) => [key, JSON.parse(text) as Difference]));
    const held = new Map<number, Difference>();
    const generations = rows.map(({ comparison, ...entry }): Generation => {
      const difference = comparison === null ? undefined : (read.get(comparison) ?? known.get(comparison));
      if (comparison !== null && difference !== undefined) held.set(comparison, difference);
      return { ...entry, difference: difference ?? null };
    });
    this.#differences.set(projection, held);
    return generations;
  }
}
