import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CallDifference, Difference, JsonObject, Rules } from '#domain';
import {
  CALLS,
  errorOf,
  generationName,
  StoreUnavailable,
  type Checkpoint,
  type ReadModels,
  type StreamDocuments,
} from '#ports';
import { prune, requestDrop, requestResume, requestSwitch, rollBack } from '#projections';
import { describeOnMongod } from '../../../../test/mongod/describeOnMongod.js';
import { until } from '../../../../test/support/deliver.js';
import { someCalls, generateCalls } from '../../../../test/support/generateCalls.js';
import { openAsProjector } from '../../../../test/support/openAsProjector.js';
import { shuffle } from '../../../../test/support/random.js';
import { voiceCampaignManual } from '../../../../test/support/seed.js';
import { RebuildHarness, rulesOf } from '../../../../test/support/rebuildHarness.js';
import { withMethod } from '../../../../test/support/withMethod.js';
import { whyStandingStill } from '../runner/health.js';
import { describeProcessor, type ProcessorState } from '../runner/processor.js';
import type { Projector } from '../runner/projector.js';
import { dryRun } from './dryRun.js';
import { foldStream } from '../projection/streamStates.js';

const SEED = Number(process.env.TEST_SEED ?? 20261125);
/** Calls of the test with the most. REBUILD_CALLS=100000 tries very many; it takes its time. */
const MANY = Number(process.env.REBUILD_CALLS ?? 60);
const limitFor = (calls: number): number => 300_000 + calls * 60;
/** Calls whose events are mixed up with one another; those of the next come after. */
const AT_ONCE = 250;

/** Events of generated calls of every kind, with defects, lost ones and repeats, out of order. */
const messy = (count: number, seed: number): JsonObject[] => {
  const bodies = someCalls(count, seed, { defects: 0.3 }).flatMap(({ events }) => events);
  return shuffle(seed, [...bodies, ...bodies.filter((_, i) => i % 4 === 0)]);
};

/** The same for very many, some at a time. */
function* messyMany(count: number, seed: number): Generator<JsonObject[]> {
  const calls = generateCalls(seed, { defects: 0.3 });
  for (let made = 0; made < count; made += AT_ONCE) {
    const bodies: JsonObject[] = [];
    for (let i = made; i < Math.min(count, made + AT_ONCE); i++) bodies.push(...calls.next().value.events);
    yield shuffle(seed + made, [...bodies, ...bodies.filter((_, i) => i % 4 === 0)]);
  }
}

/** The same without end, a few events at a time: as long as a test needs traffic. */
function* traffic(seed: number): Generator<JsonObject[], never> {
  for (const bodies of messyMany(Infinity, seed))
    for (let i = 0; i < bodies.length; i += 10) yield bodies.slice(i, i + 10);
  throw new Error('infinity has ended');
}

type Calls = Awaited<ReturnType<RebuildHarness['calls']>>;

/** The first program of a test; those after it have versions 2 and later, whatever the product's own is. */
const RULES = rulesOf('1');

const isOf =
  (number: number) =>
  ({ id }: ProcessorState): boolean =>
    id.kind === 'projection' && id.generation.number === number;

/** Whether a worker has looked which generations there are, and follows those that it can. */
const hasLooked = (worker: Projector): boolean =>
  worker.states().some(({ id, state }) => id.kind === 'generations' && state === 'running');

const NO_CHANGE = { added: 0, removed: 0, changed: 0 };
const TIES = { tieSeconds: 3 };
const HANGUP_FIELDS = ['hangup.certainty', 'hangup.dialogUuid', 'hangup.rule', 'hangup.side'];

/** @param tries every test, or those in which it matters what the store does */
const describeRebuilds = (
  what: string,
  tries: 'all' | 'what asks the store',
  open: () => Promise<RebuildHarness>,
  close: () => Promise<void>,
): void => {
  describe(what, () => {
    let harness: RebuildHarness;
    beforeEach(async () => {
      harness = await open();
    });
    afterEach(async () => {
      await harness.stopAll();
      await harness.stores.close();
      await close();
    });

    /** Of what no store has a part in: one store is enough. */
    const testDecision = (title: string, run: () => Promise<void>): void => {
      if (tries === 'all') test(title, run);
    };

    /** A program of version 1 has made the first generation of these deliveries; it is stopped. */
    const liveOfVersion1 = async (bodies: readonly JsonObject[]): Promise<void> => {
      harness.work();
      await harness.deliver(bodies);
      await harness.caughtUp();
      await harness.stopAll();
    };

    /** Does the work while a program with these rules works over these read models; it is stopped whatever comes of that. */
    const besideWorker = async (readModels: ReadModels, rules: Rules, work: () => Promise<void>): Promise<void> => {
      const worker = new RebuildHarness({ ...harness.stores, readModels, close: () => Promise.resolve() });
      worker.work(rules);
      try {
        await work();
      } finally {
        await worker.stopAll();
      }
    };

    test(
      `without a change of rules it changes nothing, over ${MANY} calls (TEST_SEED=${SEED})`,
      async () => {
        harness.work();
        for (const bodies of messyMany(MANY, SEED)) await harness.deliver(bodies);
        await harness.caughtUp(limitFor(MANY));
        const before = await harness.calls();
        await harness.startBuild(RULES);
        await harness.reaches(2, 'live', limitFor(MANY));
        const difference = await harness.difference(2);
        expect(difference).toMatchObject({ calls: NO_CHANGE, fields: {}, samples: [] });
        expect([difference?.calls.before, difference?.calls.after]).toEqual([before.length, before.length]);
        expect(difference?.position).toBe(await harness.positionOf(await harness.live()));
        expect(await harness.calls()).toEqual(before);
        expect(await harness.states()).toEqual(['1 kept', '2 live']);
        expect((await harness.differencesOf(2)).ids).toEqual([]);
      },
      limitFor(MANY),
    );

    test('nor does it by events, as over a log on a server, which offers no scan', async () => {
      await liveOfVersion1(messy(60, SEED + 24));
      const before = await harness.calls();
      const byEvents = withMethod(harness.stores.log, 'scanStreams', () => null);
      const worker = new RebuildHarness({ ...harness.stores, log: byEvents, close: () => Promise.resolve() });
      for (const k of [1, 2]) worker.work(RULES, k, 2);
      try {
        await harness.startBuild(RULES);
        await harness.reaches(2, 'live');
        const difference = await harness.difference(2);
        expect(difference).toMatchObject({ calls: { ...NO_CHANGE, after: before.length }, fields: {}, samples: [] });
        expect(await harness.calls()).toEqual(before);
      } finally {
        await worker.stopAll();
      }
    });

    test('traffic that goes on while it builds and compares does not show as a difference, and nothing of it is lost', async () => {
      const lots = traffic(SEED + 1);
      const deliver = (): Promise<void> => harness.deliver(lots.next().value);
      harness.work();
      for (let i = 0; i < 30; i++) await deliver();
      await harness.caughtUp();
      await harness.startBuild(RULES);
      while ((await harness.live()).number === 1) await deliver();
      expect(await harness.difference(2)).toMatchObject({ calls: NO_CHANGE, fields: {} });
      for (let i = 0; i < 30; i++) await deliver();
      await harness.caughtUp();
      const after = await harness.calls();
      await harness.startBuild(RULES);
      await harness.reaches(3, 'live');
      expect(await harness.calls()).toEqual(after);
    });

    testDecision('a build that is always a moment behind the live one is brought to its end all the same', async () => {
      const lots = traffic(SEED + 25);
      const { readModels } = harness.stores;
      await liveOfVersion1(Array.from({ length: 20 }, () => lots.next().value).flat());
      /** Further than a build can be at that moment. */
      const ahead = (checkpoint: Checkpoint): Checkpoint => {
        const { position } = checkpoint;
        return { ...checkpoint, position: String(Number(position) + 1_000).padStart(position.length, '0') };
      };
      const behind = withMethod(readModels, 'checkpoints', async (generation) => {
        const checkpoints = await readModels.checkpoints(generation);
        return generation?.number === 1 ? checkpoints.map(ahead) : checkpoints;
      });
      await harness.startBuild(RULES);
      await besideWorker(behind, RULES, async () => {
        for (let i = 0; i < 2_000 && (await harness.live()).number === 1; i++) await harness.deliver(lots.next().value);
      });
      expect(await harness.states()).toEqual(['1 kept', '2 live']);
    });

    test('a build that was cut off in its middle goes on with another number of workers', async () => {
      const { readModels, log } = harness.stores;
      const bodies = messy(120, SEED + 7);
      await liveOfVersion1(bodies.slice(0, -200));
      const build = await harness.startBuild(RULES);
      let hasCheckpoint = false;
      const replace: ReadModels['replaceDocuments'] = async (generation, documents, move) => {
        if (generation.number === build.number && hasCheckpoint) throw new StoreUnavailable('cut off');
        await readModels.replaceDocuments(generation, documents, move);
        if (generation.number === build.number) hasCheckpoint ||= move !== null;
      };
      await besideWorker(withMethod(readModels, 'replaceDocuments', replace), RULES, () =>
        until('it has a checkpoint', () => Promise.resolve(hasCheckpoint)),
      );
      const position = await harness.positionOf(build);
      expect(position !== null && position < (await log.head())!).toBe(true);
      for (const k of [1, 2]) harness.work(RULES, k, 2);
      await harness.deliver(bodies.slice(-200)); // of calls that have begun before, too
      await harness.reaches(build.number, 'live');
      expect(await harness.difference(build.number)).toMatchObject({ calls: NO_CHANGE, fields: {} });
      await harness.caughtUp();
      const projected = await harness.calls();
      await harness.startBuild(RULES);
      await harness.reaches(3, 'live');
      expect(await harness.calls()).toEqual(projected);
    });

    testDecision(
      'new rules begin a build at the start of their program, and the difference says which calls and fields they change',
      async () => {
        await liveOfVersion1(messy(50, SEED + 2));
        const before = await harness.calls();
        harness.work(rulesOf('2', TIES));
        await harness.reaches(2, 'live');
        const after = await harness.calls();
        const changed = after.filter((call, i) => call.hangup?.rule !== before[i]?.hangup?.rule);
        expect(changed.length).toBeGreaterThan(0);
        const { difference, ids } = await harness.differencesOf(2);
        expect(difference.calls).toEqual({
          ...NO_CHANGE,
          before: before.length,
          after: after.length,
          changed: changed.length,
        });
        expect(Object.keys(difference.fields)).toEqual(HANGUP_FIELDS);
        expect(difference.fields['hangup.rule']).toEqual({ changed: changed.length, before: null, after: null });
        expect(ids.sort()).toEqual(changed.map(({ id }) => id).sort());
        for (const sample of difference.samples)
          expect([sample.before?.hangup?.rule, sample.after?.hangup?.rule]).toEqual(['earlier_hangup', 'same_second']);
        expect(await harness.generation(2)).toMatchObject({ rulesVersion: '2', switching: 'auto', troubles: {} });
      },
    );

    testDecision('what new rules have built waits to be told to go live, where the program is set so', async () => {
      await liveOfVersion1(messy(20, SEED + 17));
      const before = await harness.calls();
      harness.work(rulesOf('2', TIES), 1, 1, 'manual');
      await harness.reaches(2, 'ready');
      expect(await harness.generation(2)).toMatchObject({ rulesVersion: '2', switching: 'manual' });
      expect(await harness.calls()).toEqual(before);
      await requestSwitch(harness.stores.readModels, await harness.generation(2));
      await harness.reaches(2, 'live');
      expect(await harness.states()).toEqual(['1 kept', '2 live']);
    });

    testDecision(
      'events that only the next one has seen, while the live one of older rules stands still, are no difference',
      async () => {
        const bodies = messy(50, SEED + 13);
        const known = Math.floor(bodies.length * 0.85);
        await liveOfVersion1(bodies.slice(0, known));
        const before = await harness.calls();
        const position = await harness.positionOf(await harness.live());
        await harness.deliver(bodies.slice(known));
        harness.work(rulesOf('2', TIES));
        await harness.reaches(2, 'live');
        const { difference } = await harness.differencesOf(2);
        expect(difference.position).toBe(position);
        expect(difference.calls).toMatchObject({ before: before.length, after: before.length, added: 0, removed: 0 });
        expect(Object.keys(difference.fields)).toEqual(HANGUP_FIELDS);
        await harness.caughtUp();
        const idsOf = (calls: typeof before): string[] => calls.map(({ id }) => id).sort();
        expect(idsOf(await harness.calls())).not.toEqual(idsOf(before));
      },
    );

    testDecision('a rule of the quality flags changes the flags and nothing else', async () => {
      await liveOfVersion1(messy(60, SEED + 3));
      const late = (await harness.calls()).filter(({ quality }) => quality.includes('late_delivery'));
      harness.work(rulesOf('2', { lateAfterSeconds: 1e9 }));
      await harness.reaches(2, 'live');
      const { fields } = (await harness.differencesOf(2)).difference;
      expect(fields).toEqual({ quality: { changed: late.length, before: null, after: null } });
    });

    test('a build that switches by hand waits until it is told, is compared once more, and is rolled back and pruned', async () => {
      const rules = rulesOf('2', { lateAfterSeconds: 1e9 }); // all of these come late
      await liveOfVersion1(messy(40, SEED + 4));
      await harness.startBuild(rules, 'manual');
      harness.work(rules);
      const ready = await harness.reaches(2, 'ready');
      const whenReady = await harness.difference(2);
      expect(await harness.live()).toMatchObject({ number: 1, rulesVersion: '1' });
      await requestSwitch(harness.stores.readModels, ready);
      await harness.reaches(2, 'live');
      expect(await harness.difference(2)).toEqual(whenReady);
      const { difference, ids } = await harness.differencesOf(2); // of the second comparison alone
      expect(ids.length).toBeGreaterThan(0);
      expect(ids).toHaveLength(difference.calls.changed);
      expect((await rollBack(harness.stores.readModels)).number).toBe(1);
      expect(await harness.states()).toEqual(['1 live', '2 kept']);
      expect((await prune(harness.stores.readModels)).map(generationName)).toEqual(['calls.v2']);
      await expect(rollBack(harness.stores.readModels)).rejects.toThrow(/no former generation/);
    });

    test('two workers on one partition build it once', async () => {
      await liveOfVersion1(messy(50, SEED + 5));
      const rules = rulesOf('2', TIES);
      for (let i = 0; i < 3; i++) harness.work(rules);
      await harness.reaches(2, 'live');
      const { difference, ids } = await harness.differencesOf(2);
      expect(new Set(ids).size).toBe(ids.length);
      expect(ids).toHaveLength(difference.calls.changed);
      await harness.caughtUp();
      expect(await harness.states()).toEqual(['1 kept', '2 live']);
    });

    test('two partitions build it together, and it is not compared before both have', async () => {
      const rules = rulesOf('2', TIES);
      await liveOfVersion1(messy(50, SEED + 6));
      harness.work(rules, 1, 2);
      const build = await harness.reaches(2, 'building');
      const first = async (): Promise<boolean> =>
        (await harness.stores.readModels.checkpoint(build, 'partition-1/2'))?.position ===
        (await harness.stores.log.head());
      await until('the first partition has caught up', first);
      expect(await harness.states()).toEqual(['1 live', '2 building']);
      harness.work(rules, 2, 2);
      await harness.reaches(2, 'live');
      const made = await harness.calls();
      expect((await harness.differencesOf(2)).difference.calls).toMatchObject({
        after: made.length,
        added: 0,
        removed: 0,
      });
    });

    /** Cannot fold a call that both sides hung up. A program without the fault has the same version. */
    const faulty = (version: string): Rules =>
      Object.defineProperty({ ...rulesOf(version) }, 'tieSeconds', {
        get: () => {
          throw new Error('a fault in the rules');
        },
      });

    testDecision(
      'streams that the new rules cannot fold fail it and leave the live one alone; mended, it is resumed',
      async () => {
        await liveOfVersion1(messy(120, SEED + 7));
        const before = await harness.calls();
        harness.work(faulty('2'));
        const failed = await harness.reaches(2, 'failed');
        const poisoned = await harness.stores.readModels.countPoisoned(failed);
        expect(poisoned).toBeGreaterThan(1);
        expect(errorOf(failed)).toMatch(new RegExp(`^${poisoned} streams cannot be folded.*: a fault in the rules$`));
        expect(await harness.calls()).toEqual(before);
        await harness.stopAll();

        await requestResume(harness.stores.readModels, failed);
        harness.work(faulty('2'));
        await harness.reaches(2, 'failed');
        await harness.stopAll();

        await requestResume(harness.stores.readModels, await harness.generation(2));
        harness.work(rulesOf('2'));
        const live = await harness.reaches(2, 'live');
        expect(await harness.difference(2)).toMatchObject({
          calls: { ...NO_CHANGE, after: before.length },
          fields: {},
        });
        expect(await harness.stores.readModels.countPoisoned(live)).toBe(0);
        expect(await harness.calls()).toEqual(before);
      },
    );

    test('what a build has lost shows in the difference', async () => {
      await liveOfVersion1(messy(20, SEED + 18));
      const before = await harness.calls();
      const { readModels } = harness.stores;
      const [lost] = await readModels.storedStreams(await harness.live(), { after: null, limit: 1 });
      const losing = withMethod(readModels, 'replaceDocuments', (generation, documents, move) => {
        const kept = documents.filter(({ stream }) => generation.number !== 2 || stream !== lost!.stream);
        return readModels.replaceDocuments(generation, kept, move);
      });
      const builder = new RebuildHarness({ ...harness.stores, readModels: losing, close: () => Promise.resolve() });
      await harness.startBuild(RULES, 'manual');
      builder.work();
      await harness.reaches(2, 'ready');
      const { difference, ids } = await harness.differencesOf(2);
      expect(lost!.calls.length).toBeGreaterThan(0);
      expect(ids.sort()).toEqual(lost!.calls.map(({ id }) => id).sort());
      const { length } = before;
      const removed = lost!.calls.length;
      expect(difference.calls).toEqual({ before: length, after: length - removed, added: 0, removed, changed: 0 });
      await builder.stopAll();
    });

    describe('calls that were projected before an event which cannot be folded', () => {
      const rules = faulty(RULES.version);

      /** A call whose last event poisons its stream; the worker is stopped. */
      const liveWithPoison = async (): Promise<Calls> => {
        const events = voiceCampaignManual();
        const lastClose = events.findLastIndex((event) => event.event_name === 'dialog_close');
        harness.work(rules);
        await harness.deliver(events.filter((_, i) => i !== lastClose));
        await harness.caughtUp();
        const projected = await harness.calls();
        expect(projected).toHaveLength(1);
        await harness.deliver([events[lastClose]!]);
        await harness.caughtUp();
        expect(await harness.stores.readModels.countPoisoned(await harness.live())).toBe(1);
        await harness.stopAll();
        return projected;
      };

      /** Builds with this store, and expects that nothing has changed. */
      const expectNoChange = async (projected: Calls, readModels: ReadModels): Promise<void> => {
        await harness.startBuild(rules);
        await besideWorker(readModels, rules, async () => {
          await harness.reaches(2, 'live');
        });
        const live = await harness.live();
        expect((await harness.difference(2))?.calls).toEqual({ ...NO_CHANGE, before: 1, after: 1 });
        expect(await harness.calls()).toEqual(projected);
        expect(await harness.stores.readModels.countPoisoned(live)).toBe(1);
      };

      test('are projected by a rebuild, too, and a dry run says so', async () => {
        const projected = await liveWithPoison();
        await expect(dryRun({ ...harness.stores, rules })).resolves.toMatchObject({
          difference: { calls: { ...NO_CHANGE, before: 1, after: 1 } },
          failed: [],
        });
        await expectNoChange(projected, harness.stores.readModels);
      });

      test('are projected by a rebuild that was killed before it wrote them', async () => {
        const projected = await liveWithPoison();
        const { readModels } = harness.stores;
        let carriedOver = 0;
        const killed = withMethod(readModels, 'replaceStream', (...args) =>
          ++carriedOver === 1 ? Promise.reject(new StoreUnavailable('killed here')) : readModels.replaceStream(...args),
        );
        await expectNoChange(projected, killed);
        expect(carriedOver).toBeGreaterThan(1);
      });

      test('are projected by a rebuild as far as by the live one', async () => {
        const projected = await liveWithPoison();
        const { log, readModels } = harness.stores;
        const behind = withMethod(readModels, 'replaceDocuments', async (generation, documents, move) => {
          const poisoned = documents.filter(({ poison }) => (poison ?? null) !== null);
          if (generation.number === 2 && move !== null)
            for (const { stream } of poisoned)
              await readModels.replaceDocuments(
                generation,
                [(await foldStream(log, stream, rules, 2)) as StreamDocuments],
                null,
              );
          return readModels.replaceDocuments(generation, documents, move);
        });
        await expectNoChange(projected, behind);
      });
    });

    test('what the live one has lost shows in the difference', async () => {
      const { readModels } = harness.stores;
      let lost: string | null = null;
      const losing = withMethod(readModels, 'replaceDocuments', (generation, documents, move) => {
        if (generation.number !== 1) return readModels.replaceDocuments(generation, documents, move);
        // a record's: the calls of a dialog's stream may be withdrawn later, and then nothing of them is lost
        lost ??= documents.find(({ record, calls }) => record !== null && calls.length > 0)?.stream ?? null;
        return readModels.replaceDocuments(
          generation,
          documents.filter(({ stream }) => stream !== lost),
          move,
        );
      });
      let before: Calls = [];
      await besideWorker(losing, RULES, async () => {
        await harness.deliver(messy(20, SEED + 20));
        await harness.caughtUp();
        before = await harness.calls();
        await harness.startBuild(RULES);
        await harness.reaches(2, 'live');
      });
      const after = await harness.calls();
      const added = after.length - before.length;
      expect(added).toBeGreaterThan(0);
      const { difference, ids } = await harness.differencesOf(2);
      expect(difference.calls).toEqual({ ...NO_CHANGE, before: before.length, after: after.length, added });
      expect(ids).toHaveLength(added);
    });

    testDecision('a build whose comparison fails says why, and goes on once it can', async () => {
      await liveOfVersion1(messy(20, SEED + 21));
      const { readModels } = harness.stores;
      let isBroken = true;
      const broken = withMethod(readModels, 'storedStreams', (generation, page) =>
        isBroken ? Promise.reject(new Error('a fault of the store')) : readModels.storedStreams(generation, page),
      );
      await harness.startBuild(RULES);
      await besideWorker(broken, RULES, async () => {
        await until('it says why', async () => /a fault of the store/.test(errorOf(await harness.generation(2)) ?? ''));
        expect(await harness.states()).toEqual(['1 live', '2 building']);
        isBroken = false;
        expect(await harness.reaches(2, 'live')).toMatchObject({ troubles: {} });
        expect(await harness.difference(2)).toMatchObject({ calls: NO_CHANGE });
      });
    });

    testDecision('what kept a build from its end is taken back while it is being built', async () => {
      await liveOfVersion1(messy(10, SEED + 23));
      const notScanned = withMethod(harness.stores.log, 'scanStreams', () => null);
      const standing = withMethod(notScanned, 'follow', async function* ({ signal }) {
        await new Promise((resolve) => signal.addEventListener('abort', resolve));
        yield* [];
      });
      const build = await harness.startBuild(RULES, 'manual');
      await harness.stores.readModels.changeGeneration(build, { trouble: { reporter: 'rebuild', reason: 'a fault' } });
      const worker = new RebuildHarness({ ...harness.stores, log: standing, close: () => Promise.resolve() });
      worker.work();
      try {
        await until('it is taken back', async () => errorOf(await harness.generation(2)) === null);
        expect(await harness.states()).toEqual(['1 live', '2 building']);
      } finally {
        await worker.stopAll();
      }
    });

    test('a prune removes what an interrupted drop has left, too', async () => {
      await liveOfVersion1(messy(10, SEED + 22));
      const { readModels } = harness.stores;
      await readModels.dropGeneration(await harness.startBuild(RULES));
      const asked: number[] = [];
      const watched = withMethod(readModels, 'dropGeneration', (generation) => {
        asked.push(generation.number);
        return readModels.dropGeneration(generation);
      });
      await expect(prune(watched)).resolves.toEqual([]);
      expect(asked).toEqual([2]);
    });

    testDecision(
      "an error that a worker's predecessor has reported of a build is taken back once it goes on",
      async () => {
        await liveOfVersion1(messy(10, SEED + 19));
        await harness.startBuild(RULES, 'manual');
        harness.work();
        const ready = await harness.reaches(2, 'ready');
        await harness.stopAll();
        await harness.stores.readModels.changeGeneration(ready, {
          trouble: { reporter: 'partition-1/1', reason: 'the disk is full' },
        });
        harness.work();
        await until('it is taken back', async () => errorOf(await harness.generation(2)) === null);
      },
    );

    testDecision('while the log is away the build says so, and afterwards it goes on by itself', async () => {
      await liveOfVersion1(messy(40, SEED + 15));
      const { log } = harness.stores;
      let isAway = true;
      const assertThere = (): void => {
        if (isAway) throw new StoreUnavailable('the log is away');
      };
      const notFollowed = withMethod(log, 'follow', (options) => {
        assertThere();
        return log.follow(options);
      });
      const away = withMethod(notFollowed, 'scanStreams', (options) => {
        assertThere();
        return log.scanStreams(options);
      });
      const outage = new RebuildHarness({ ...harness.stores, log: away, close: () => Promise.resolve() });
      const worker = outage.work(rulesOf('2', TIES));
      const saysSo = async (): Promise<boolean> =>
        (await harness.generations()).some((one) => errorOf(one) === 'the log is away');
      await until('the build says so', saysSo);
      expect(worker.states().find(isOf(2))).toMatchObject({ state: 'retrying' });
      expect(await harness.states()).toEqual(['1 live', '2 building']);
      isAway = false;
      expect(await harness.reaches(2, 'live')).toMatchObject({ troubles: {} });
      await outage.stopAll();
    });

    testDecision('a worker that starts asks once more for the removal of what was dropped', async () => {
      await liveOfVersion1(messy(10, SEED + 17));
      await harness.stores.readModels.dropGeneration(await harness.startBuild(RULES));
      const asked: number[] = [];
      const { readModels } = harness.stores;
      const watched = withMethod(readModels, 'dropGeneration', (generation) => {
        asked.push(generation.number);
        return readModels.dropGeneration(generation);
      });
      const again = new RebuildHarness({ ...harness.stores, readModels: watched, close: () => Promise.resolve() });
      again.work();
      await until('it has asked', () => Promise.resolve(asked.length > 0));
      expect(asked).toEqual([2]);
      expect(await harness.states()).toEqual(['1 live', '2 dropped']);
      await again.stopAll();
    });

    testDecision('a build of a log that has been replaced fails for good', async () => {
      await liveOfVersion1(messy(20, SEED + 16));
      const build = await harness.startBuild(rulesOf('2'));
      const elsewhere = { position: '0', logIdentity: 'another log', logTime: null, events: 0, perSecond: null };
      const move = { consumer: 'partition-1/1', expected: null, ...elsewhere };
      await harness.stores.readModels.replaceDocuments(build, [], move);
      harness.work(rulesOf('2'));
      const failed = await harness.reaches(2, 'failed');
      expect(errorOf(failed)).toMatch(/built from another event log \(another log\)/);
    });

    testDecision('newer rules take the place of a build by older ones that has failed', async () => {
      await liveOfVersion1(messy(40, SEED + 8));
      harness.work(faulty('2'));
      await harness.reaches(2, 'failed');
      await harness.stopAll();
      harness.work(rulesOf('10'));
      await harness.reaches(3, 'live');
      expect(await harness.states()).toEqual(['1 kept', '2 dropped', '3 live']);
    });

    test.each([
      ['', 'kept', () => Promise.resolve()],
      [', nor once what was rolled back from is pruned', 'dropped', (readModels: ReadModels) => prune(readModels)],
    ])('a rollback is not undone by a restart%s', async (_, state, andThen) => {
      await liveOfVersion1(messy(20, SEED + 9));
      harness.work(rulesOf('2'));
      await harness.reaches(2, 'live');
      await rollBack(harness.stores.readModels);
      await andThen(harness.stores.readModels);
      await harness.stopAll();
      const again = harness.work(rulesOf('2'));
      await until('the worker has looked', () => Promise.resolve(hasLooked(again)));
      expect(await harness.states()).toEqual(['1 live', `2 ${state}`]);
    });

    testDecision('an older program beside newer calls waits and says so, and the newer program goes on', async () => {
      await liveOfVersion1(messy(20, SEED + 10));
      harness.work(rulesOf('2'));
      const live = await harness.reaches(2, 'live');
      await harness.stopAll();
      const old = harness.work(RULES);
      await until('the worker has looked', () => Promise.resolve(hasLooked(old)));
      expect(old.states().find(isOf(2))).toBeUndefined();
      expect(whyStandingStill(live, RULES)).toMatch(/rules 2, and this program has 1.*Start the newer program/);
      const stood = await harness.positionOf(live);
      await harness.deliver(messy(5, SEED + 11));
      const linked = async (): Promise<boolean> =>
        ((await harness.stores.readModels.checkpoint(null, 'linker'))?.position ?? '') >=
        ((await harness.stores.log.head()) ?? '');
      await until('the linker, which has no rules, has gone on', linked);
      expect(await harness.positionOf(live)).toBe(stood);
      expect(await harness.states()).toEqual(['1 kept', '2 live']);
      harness.work(rulesOf('2'));
      await harness.caughtUp();
    });

    testDecision('a dry run shows for a part of the calls what a rebuild then does, and writes nothing', async () => {
      await liveOfVersion1(messy(60, SEED + 14));
      const starts = (await harness.calls()).map(({ startedAt }) => startedAt).sort();
      const [from, to] = [starts[Math.floor(starts.length / 3)]!, starts[Math.floor((2 * starts.length) / 3)]!];
      const rules = rulesOf('2', { lateAfterSeconds: 1e9 });
      const part = await dryRun({ ...harness.stores, rules, from, to });
      const whole = await dryRun({ ...harness.stores, rules });
      const faults = await dryRun({ ...harness.stores, rules: faulty('2') });
      expect(await harness.states()).toEqual(['1 live']);

      harness.work(rules);
      await harness.reaches(2, 'live');
      const { difference } = await harness.differencesOf(2);
      const byId = ({ samples }: Difference) => samples.map(({ id }) => id).sort();
      expect(byId(whole.difference)).toEqual(byId(difference));
      expect({ ...whole.difference, samples: 0 }).toEqual({ ...difference, samples: 0 });
      const isWithin = ({ before }: CallDifference): boolean => before!.startedAt >= from && before!.startedAt < to;
      expect(difference.samples.filter(isWithin).length).toBeGreaterThan(0);
      expect(part.difference.calls.before).toBeLessThan(difference.calls.before);
      expect(byId(part.difference)).toEqual(
        expect.arrayContaining(difference.samples.filter(isWithin).map(({ id }) => id)),
      );
      expect(faults.failed.length).toBeGreaterThan(0);
      expect(faults.failed[0]?.message).toBe('a fault in the rules');
      expect(faults.failedStreams).toBe(faults.failed.length);
    });

    test('a build that is dropped in the middle is given up, and another one can begin', async () => {
      await liveOfVersion1(messy(60, SEED + 12));
      await harness.startBuild(RULES);
      const worker = harness.work();
      await requestDrop(harness.stores.readModels, await harness.generation(2));
      await harness.startBuild(RULES);
      await harness.reaches(3, 'live');
      expect(await harness.states()).toEqual(['1 kept', '2 dropped', '3 live']);
      const followed = (): string[] =>
        worker.states().flatMap(({ id }) => (id.kind === 'projection' ? [describeProcessor(id)] : []));
      await until('only the live one is followed', () =>
        Promise.resolve(followed().join() === 'calls.v3 partition-1/1'),
      );
      await expect(harness.stores.readModels.generations(CALLS)).resolves.toHaveLength(3);
    });
  });
};

let folder: string;
const openEmbedded = async (readModelUrl = 'sqlite'): Promise<RebuildHarness> => {
  folder = await mkdtemp(join(tmpdir(), 'rebuild-'));
  return new RebuildHarness(await openAsProjector({ eventStoreUrl: 'sqlite', readModelUrl, dataDir: folder }));
};
const removeFolder = (): Promise<void> => rm(folder, { recursive: true, force: true });

describeRebuilds('a rebuild over SQLite', 'all', openEmbedded, removeFolder);

await describeOnMongod('a rebuild over MongoDB', (name, fresh) => {
  let remove: () => Promise<void>;
  const open = (): Promise<RebuildHarness> => {
    const database = fresh();
    remove = database.remove;
    return openEmbedded(database.url);
  };
  describeRebuilds(name, 'what asks the store', open, async () => {
    await removeFolder();
    await remove();
  });
});
