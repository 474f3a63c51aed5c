import { RULES, type Difference, type JsonObject, type Rules, type StoredCall } from '#domain';
import { buildOf, CALLS, liveOf, lowestOfAllPartitions, type Generation } from '#ports';
import { allDifferences, readDifference } from '#projections';
import { startProjector, type Projector } from '#projector';
import type { Stores } from '#stores';
import { allCalls, deliverAll, ingestInto, isCaughtUp, until } from './deliver.js';
import { streams } from './recorded.js';

const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** The product's rules with a version of the test's own, and other values. */
export const rulesOf = (version: string, changes: Partial<Rules> = {}): Rules => ({ ...RULES, ...changes, version });

export type Documents = Omit<StoredCall, 'revision'>[];

/** Workers over one pair of stores, and what a test asks of its generations. */
export class RebuildHarness {
  private readonly projectors: Projector[] = [];

  constructor(readonly stores: Stores) {}

  /** Starts a worker of a program with these rules. */
  work(rules: Rules = rulesOf('1'), k = 1, n = 1, newRulesSwitch: Generation['switching'] = 'auto'): Projector {
    const projector = startProjector({
      ...this.stores,
      streams,
      partition: { k, n },
      now: Date.now,
      logger: quiet,
      rules,
      newRulesSwitch,
      pollMilliseconds: 20,
    });
    this.projectors.push(projector);
    return projector;
  }

  async stopAll(): Promise<void> {
    await Promise.all(this.projectors.splice(0).map((projector) => projector.stop()));
  }

  deliver(bodies: readonly JsonObject[]): Promise<void> {
    const ingests = [ingestInto(this.stores.log), ingestInto(this.stores.log)];
    return deliverAll(ingests, bodies);
  }

  caughtUp(withinMilliseconds?: number): Promise<void> {
    return until('caught up', () => isCaughtUp(this.stores.log, this.stores.readModels), withinMilliseconds);
  }

  calls(): Promise<Documents> {
    return allCalls(this.stores.readModels);
  }

  generations(): Promise<readonly Generation[]> {
    return this.stores.readModels.generations(CALLS);
  }

  async states(): Promise<string[]> {
    return (await this.generations()).map(({ number, state }) => `${number} ${state}`);
  }

  async generation(number: number): Promise<Generation> {
    const found = (await this.generations()).find((generation) => generation.number === number);
    if (found === undefined) throw new Error(`there is no generation ${number}`);
    return found;
  }

  async live(): Promise<Generation> {
    const live = liveOf(await this.generations());
    if (live === undefined) throw new Error('there is no live generation');
    return live;
  }

  async build(): Promise<Generation | null> {
    return buildOf(await this.generations()) ?? null;
  }

  async startBuild(rules: Rules, switching: Generation['switching'] = 'auto'): Promise<Generation> {
    const logIdentity = await this.stores.log.identity();
    return this.stores.readModels.startBuild(CALLS, { rulesVersion: rules.version, logIdentity, switching });
  }

  /** Waits until a generation is in a state; says what it is in instead. */
  async reaches(number: number, state: Generation['state'], withinMilliseconds?: number): Promise<Generation> {
    const isThere = async (): Promise<boolean> =>
      (await this.generations()).some((generation) => generation.number === number && generation.state === state);
    await until(`generation ${number} is ${state}`, isThere, withinMilliseconds).catch(async (error: unknown) => {
      const workers = this.projectors.map((projector) => projector.states());
      throw new Error(`${String(error)}: ${JSON.stringify([await this.states(), workers])}`);
    });
    return this.generation(number);
  }

  async positionOf(generation: Generation): Promise<string | null> {
    return lowestOfAllPartitions(await this.stores.readModels.checkpoints(generation))?.position ?? null;
  }

  /** What a generation changes, with samples; null: it has not been compared. */
  async difference(number: number): Promise<Difference | null> {
    return readDifference(this.stores.readModels, await this.generation(number), { withSamples: true });
  }

  /** All calls that differ in a generation, and its sums. */
  async differencesOf(number: number): Promise<{ difference: Difference; ids: string[] }> {
    const generation = await this.generation(number);
    const difference = await this.difference(number);
    if (difference === null) throw new Error(`generation ${number} has not been compared`);
    const ids: string[] = [];
    for await (const { id } of allDifferences(this.stores.readModels, generation)) ids.push(id);
    return { difference, ids };
  }
}
