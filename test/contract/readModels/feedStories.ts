import fc from 'fast-check';
import type { StoredCall } from '#domain';
import {
  liveOf,
  lowestOfAllPartitions,
  partitionName,
  type Generation,
  type ReadModels,
  type StreamDocuments,
} from '#ports';
import { completeSwitch, openSwitch, readChanges, shownChange, type ReadUpTo } from '#projections';
import { aCall, aMove, allCalls, documentsOf, positionAt } from '../someCalls.js';

/*
 * Stories of a change feed: events are logged and projected, by the rules of one generation or another, generations are built, switched
 * to, rolled back and dropped, the carrying over of readers is interrupted, and readers read in between, some of whom forget where they
 * were. At the end each reader has to hold what the store holds.
 */

const CONSUMER = partitionName({ k: 1, n: 1 });
const READERS = 2;

/** The calls of a stream after an event, by id, with a value that stands for their content. */
type Contents = Readonly<Record<string, number>>;

export type FeedStep =
  /** By two kinds of rules: a generation of an even number has the first contents, one of an odd number the second. */
  | { readonly do: 'log'; readonly stream: string; readonly contents: readonly [Contents, Contents] }
  /** `ahead`: streams are read up to their ends, which the checkpoint has not come to. */
  | { readonly do: 'project'; readonly which: 'live' | 'build'; readonly events: number; readonly ahead: boolean }
  | { readonly do: 'build' | 'switch' | 'rollBack' | 'prune' }
  /** `steps`: after so many the worker is killed. */
  | { readonly do: 'complete'; readonly steps: number }
  | { readonly do: 'read'; readonly reader: number; readonly limit: number; readonly remembers: boolean };

const anyContents = (stream: string): fc.Arbitrary<Contents> =>
  // an id of two streams stands for a dialog that has been linked to another one's call
  fc.dictionary(fc.constantFrom(`${stream}1`, `${stream}2`, 'shared'), fc.integer({ min: 0, max: 2 }), { maxKeys: 2 });

const anyLogStep: fc.Arbitrary<FeedStep> = fc.constantFrom('a', 'b', 'c').chain((stream) =>
  fc.tuple(anyContents(stream), anyContents(stream), fc.boolean()).map(([one, other, isSame]): FeedStep => {
    return { do: 'log', stream, contents: [one, isSame ? one : other] };
  }),
);

export const anyFeedStory: fc.Arbitrary<readonly FeedStep[]> = fc.array(
  fc.oneof(
    { weight: 5, arbitrary: anyLogStep },
    {
      weight: 5,
      arbitrary: fc.record({
        do: fc.constant('project' as const),
        which: fc.constantFrom('live' as const, 'build' as const),
        events: fc.integer({ min: 1, max: 4 }),
        ahead: fc.boolean(),
      }),
    },
    {
      weight: 4,
      arbitrary: fc.record({
        do: fc.constant('read' as const),
        reader: fc.nat({ max: READERS - 1 }),
        limit: fc.integer({ min: 1, max: 4 }),
        remembers: fc.boolean(),
      }),
    },
    {
      weight: 3,
      arbitrary: fc.record({ do: fc.constantFrom('build' as const, 'switch', 'switch', 'rollBack', 'prune') }),
    },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('complete' as const), steps: fc.nat({ max: 3 }) }) },
  ),
  { minLength: 10, maxLength: 60 },
);

interface Logged {
  readonly stream: string;
  readonly revision: number;
  readonly position: string;
  readonly contents: readonly [Contents, Contents];
}

interface Reader {
  since: ReadUpTo | null;
  readonly mirror: Map<string, StoredCall>;
}

/** A story being played in a projection of its own. */
class FeedWorld {
  readonly #log: Logged[] = [];
  readonly #readers: Reader[] = Array.from({ length: READERS }, () => ({ since: null, mirror: new Map() }));

  constructor(
    private readonly readModels: ReadModels,
    private readonly projection: string,
  ) {}

  async play(step: FeedStep): Promise<void> {
    switch (step.do) {
      case 'log':
        this.#append(step.stream, step.contents);
        return;
      case 'project':
        return this.#project(step.which, step.events, step.ahead);
      case 'read': {
        const reader = this.#readers[step.reader]!;
        const before = reader.since;
        await this.#read(reader, step.limit);
        if (!step.remembers) reader.since = before;
        return;
      }
      case 'complete':
        return this.#complete(step.steps);
      case 'build': {
        const underWay = (await this.#generations()).some(({ state }) => state === 'building');
        if (!underWay)
          await this.readModels.startBuild(this.projection, {
            rulesVersion: '1',
            logIdentity: 'log',
            switching: 'manual',
          });
        return;
      }
      case 'switch': {
        const build = await this.#inState('building');
        if (build === undefined) return;
        await this.readModels.switchTo(await this.readModels.changeGeneration(build, { state: 'ready' }));
        return;
      }
      case 'rollBack': {
        const kept = await this.#inState('kept');
        if (kept !== undefined) await this.readModels.switchTo(kept);
        return;
      }
      case 'prune': {
        await this.#complete(Infinity);
        const kept = await this.#inState('kept');
        if (kept !== undefined) await this.readModels.dropGeneration(kept);
      }
    }
  }

  /** The live generation handles all that is left, and every reader comes to the end. Answers what each holds. */
  async end(): Promise<readonly (readonly StoredCall[])[]> {
    await this.#project('live', Infinity, false);
    await this.#complete(Infinity);
    for (const reader of this.#readers) {
      while (await this.#read(reader, 3));
      const mirrored = [...reader.mirror.values()];
      await this.#read(reader, 3);
      // who is at the end stays there until something changes
      expect([...reader.mirror.values()]).toEqual(mirrored);
    }
    return this.#readers.map(({ mirror }) => [...mirror.values()]);
  }

  #append(stream: string, contents: Logged['contents']): void {
    const revision = this.#log.filter((one) => one.stream === stream).length;
    this.#log.push({ stream, revision, position: positionAt(this.#log.length + 1), contents });
  }

  async #project(which: 'live' | 'build', events: number, ahead: boolean): Promise<void> {
    const generation = await this.#inState(which === 'live' ? 'live' : 'building');
    if (generation === undefined) return;
    const expected = lowestOfAllPartitions(await this.readModels.checkpoints(generation))?.position ?? null;
    const left = this.#log.filter(({ position }) => expected === null || position > expected);
    const batch = left.slice(0, events);
    const last = batch.at(-1);
    if (last === undefined) return;
    const latest = new Map((ahead ? left : batch).map((one) => [one.stream, one]));
    const documents = [...new Set(batch.map(({ stream }) => stream))].map((stream) =>
      this.#documentsOf(generation, latest.get(stream)!),
    );
    const move = aMove({ consumer: CONSUMER, expected, position: last.position });
    await this.readModels.replaceDocuments(generation, documents, move);
  }

  #documentsOf({ number }: Generation, { stream, revision, position, contents }: Logged): StreamDocuments {
    const calls = Object.entries(contents[number % 2]!).map(([id, holdCount]) => aCall(stream, { id, holdCount }));
    return documentsOf(stream, revision, calls, { position });
  }

  async #read(reader: Reader, limit: number): Promise<boolean> {
    const live = liveOf(await this.#generations())!;
    const { changes, next, hasMore } = await readChanges(this.readModels, live, reader.since, limit);
    for (const stored of changes) {
      const shown = shownChange(stored, () => true);
      if (shown?.change === 'put') reader.mirror.set(shown.call.id, shown.call);
      else if (shown !== null) reader.mirror.delete(shown.id);
    }
    reader.since = next;
    return hasMore;
  }

  async #complete(steps: number): Promise<void> {
    const open = openSwitch(await this.#generations());
    if (open === null) return;
    const killed = new AbortController();
    let left = steps;
    const carryReaders: ReadModels['carryReaders'] = (...step) => {
      if ((left -= 1) < 0) killed.abort();
      return this.readModels.carryReaders(...step);
    };
    const readModels = {
      carryReaders,
      checkpoints: (generation: Generation | null) => this.readModels.checkpoints(generation),
      finishSwitch: (live: Generation, position: string) => {
        killed.signal.throwIfAborted();
        return this.readModels.finishSwitch(live, position);
      },
    };
    await completeSwitch(readModels, open, killed.signal).catch((error: unknown) => {
      if (!killed.signal.aborted) throw error;
    });
  }

  #generations(): Promise<readonly Generation[]> {
    return this.readModels.generations(this.projection);
  }

  async #inState(state: Generation['state']): Promise<Generation | undefined> {
    return (await this.#generations()).find((one) => one.state === state);
  }
}

/** At which revision of its stream a call was written is no part of what it says: two generations may differ in that alone. */
const contentOf = ({ revision: { stream }, ...content }: StoredCall): unknown => ({ ...content, stream });

/** Plays a story, and expects of each reader that it holds every call of the store as it is there, and no other. */
export const playFeedStory = async (
  readModels: ReadModels,
  projection: string,
  story: readonly FeedStep[],
): Promise<void> => {
  await readModels.openProjection(projection, '1', 'log');
  const world = new FeedWorld(readModels, projection);
  for (const step of story) await world.play(step);
  const mirrors = await world.end();
  const stored = await allCalls(readModels, liveOf(await readModels.generations(projection))!);
  for (const mirror of mirrors) {
    expect(mirror.map(({ id }) => id).sort()).toEqual([...new Set(stored.map(({ id }) => id))].sort());
    // of an id that two streams have, either will do
    for (const call of mirror)
      expect(stored.filter(({ id }) => id === call.id).map(contentOf)).toContainEqual(contentOf(call));
  }
};
