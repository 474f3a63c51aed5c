import {
  errorOf,
  BuildUnderWay,
  GenerationConflict,
  StoreUnavailable,
  type Generation,
  type GenerationChange,
  type ReadModels,
} from '#ports';
import { BUILD, type SharedReadModels } from './sharedReadModels.js';
import { aCall, allCalls, aMove, documentsOf, documentsWithIds, positionAt } from '../someCalls.js';

const FAULT = { reporter: 'rebuild', reason: 'the disk is full' };
const NO_CALLS = { before: 0, after: 0, added: 0, removed: 0, changed: 0 };
const COUNTED_NOTHING = { position: positionAt(9), calls: NO_CALLS, fields: {} };

const summaryOf = (generations: readonly Generation[]): string[] =>
  generations.map(({ number, state }) => `${number} ${state}`);

export const describeGenerations = (shared: SharedReadModels): void => {
  let live: Generation;
  let projection: string;
  beforeEach(async () => {
    live = await shared.generation();
    ({ projection } = live);
  });
  const startBuild = (client: ReadModels = shared.readModels): Promise<Generation> =>
    client.startBuild(projection, BUILD);
  const aReadyOne = async (): Promise<Generation> =>
    shared.readModels.changeGeneration(await startBuild(), { state: 'ready' });
  const states = async (client: ReadModels = shared.readModels): Promise<string[]> =>
    summaryOf(await client.generations(projection));
  const storeCalls = (generation: Generation, stream: string, revision: number, ids: readonly string[]) =>
    shared.readModels.replaceDocuments(generation, [documentsWithIds(stream, revision, ids)], null);
  const idsIn = async (generation: Generation): Promise<string[]> =>
    (await allCalls(shared.readModels, generation)).map(({ id }) => id).sort();
  const expectConflict = (promise: Promise<unknown>): Promise<void> =>
    expect(promise).rejects.toBeInstanceOf(GenerationConflict);

  describe('the generations of a projection', () => {
    it('begin with number 1, live, made by the first that asks', async () => {
      const projection = shared.freshName();
      const client = await shared.secondClient();
      const [one, other] = await Promise.all([
        shared.readModels.openProjection(projection, 'rules 1', 'log'),
        client.openProjection(projection, 'rules 1', 'log'),
      ]);
      expect(one).toMatchObject({ projection, number: 1, rulesVersion: 'rules 1', state: 'live', logIdentity: 'log' });
      expect(Date.parse(one.createdAt)).not.toBeNaN();
      expect(other).toEqual(one);
      expect(await shared.readModels.generations(projection)).toEqual([one]);
    });

    it('stay as they were made, whoever opens them later', async () => {
      const made = await shared.generation();
      expect(await shared.readModels.openProjection(made.projection, 'rules 2', 'another log')).toEqual(made);
    });

    it('are none for a projection nobody has opened', async () => {
      expect(await shared.readModels.generations(shared.freshName())).toEqual([]);
    });
  });

  describe('a build', () => {
    it('is the next generation, beside the live one and without touching it', async () => {
      await storeCalls(live, 's', 3, ['old']);
      const build = await startBuild();
      expect(build).toMatchObject({ ...BUILD, projection, number: 2, state: 'building' });
      expect(build).toMatchObject({ troubles: {}, switchedAt: null });
      await shared.readModels.replaceDocuments(build, [documentsOf('s', 1, [aCall('s', { id: 'new' })])], aMove());
      expect(await idsIn(live)).toEqual(['old']);
      expect(await shared.readModels.checkpoints(live)).toEqual([]);
      expect(await shared.readModels.generations(projection)).toEqual([live, build]);
      expect(await shared.readModels.openProjection(projection, '2', 'log')).toEqual(live);
      expect(live.switchedAt).toBe(live.createdAt);
    });

    it('is begun by one of several that ask at once; the others learn which it is', async () => {
      const client = await shared.secondClient();
      const asked = [shared.readModels, client, shared.readModels, client].map((one) => startBuild(one));
      const results = await Promise.allSettled(asked);
      const begun = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
      expect(begun).toHaveLength(1);
      for (const result of results) {
        if (result.status === 'fulfilled') continue;
        expect(result.reason).toBeInstanceOf(BuildUnderWay);
        expect(result.reason).toMatchObject({ generation: begun[0] });
      }
      expect(await states()).toEqual(['1 live', '2 building']);
    });

    it.each(['ready', 'failed'] as const)('keeps another from beginning while it is %s', async (state) => {
      await shared.readModels.changeGeneration(await startBuild(), { state });
      const refused = startBuild();
      await expect(refused).rejects.toBeInstanceOf(BuildUnderWay);
      await expect(refused).rejects.toMatchObject({ generation: { number: 2, state } });
    });

    it('carry a goal, and what keeps them from going on by who has reported it', async () => {
      const build = await shared.readModels.startBuild(projection, BUILD);
      expect(build).toMatchObject({ goal: null, troubles: {} });
      const change = (of: GenerationChange) => shared.readModels.changeGeneration(build, of);
      const goal = { before: 'repair', live: 1, position: positionAt(7) } as const;
      await change({ goal });
      await change({ trouble: { reporter: 'rebuild', reason: 'the disk is full' } });
      await change({ trouble: { reporter: 'partition-1/2', reason: 'the disk is full' } });
      const heldUp = await change({ trouble: { reporter: 'partition-2/2', reason: 'another' } });
      expect(heldUp).toMatchObject({ goal });
      expect(errorOf(heldUp)).toBe('another; the disk is full');
      await change({ trouble: { reporter: 'rebuild', reason: null } });
      await change({ trouble: { reporter: 'partition-2/2', reason: null } });
      const [, stored] = await (await shared.secondClient()).generations(build.projection);
      const troubles = { 'partition-1/2': 'the disk is full' };
      expect(stored).toEqual({ ...build, goal, troubles });
      expect(errorOf(stored!)).toBe('the disk is full');
      const ready = await change({ state: 'ready' });
      expect(ready).toMatchObject({ troubles: {}, goal });
      expect(errorOf(ready)).toBeNull();
    });

    it('can be found in every way once it is ready', async () => {
      const build = await startBuild();
      const call = aCall('s', { id: 'a', recordId: 'r', quality: ['bad_time'], status: 'open', endedAt: null });
      await shared.readModels.replaceDocuments(build, [documentsOf('s', 1, [call])], null);
      const ready = await shared.readModels.changeGeneration(build, { state: 'ready' });
      const stored = { ...call, revision: { stream: 's', number: 1 } };
      await shared.readModels.replaceDocuments(
        ready,
        [documentsOf('t', 1, [aCall('t', { startedAt: '2020-08-26T14:00:00Z' })])],
        null,
      );
      expect(await shared.readModels.callOfDialog(ready, 'a')).toEqual(stored);
      expect((await shared.readModels.recordWithCalls(ready, 'r'))?.calls).toEqual([stored]);
      const clock = { now: Date.parse('2020-08-26T13:00:03Z'), graceSeconds: 300, staleSeconds: 14_400 };
      for (const condition of [
        { recordId: ['r'] },
        { quality: ['bad_time' as const] },
        { status: ['open' as const] },
        { consultant: ['pkowalski'], to: '2020-08-26T13:59:00Z' },
        { final: false, recordId: ['r'] },
      ]) {
        const filter = { attribution: 'start' as const, clock, ...condition };
        expect(await allCalls(shared.readModels, ready, { filter })).toEqual([stored]);
      }
    });
  });

  describe('a change of a generation', () => {
    it('is what everybody sees, and stays over a restart', async () => {
      const before = await shared.secondClient();
      const failed = await before.changeGeneration(await startBuild(), {
        state: 'failed',
        trouble: FAULT,
      });
      expect(failed).toMatchObject({ state: 'failed', troubles: { rebuild: 'the disk is full' } });
      expect((await before.generations(projection))[1]).toEqual(failed);
      await before.close();
      const after = await shared.secondClient();
      expect((await after.generations(projection))[1]).toEqual(failed);
      const resumed = await after.changeGeneration(failed, { state: 'building', switching: 'manual' });
      expect(resumed).toEqual({ ...failed, state: 'building', troubles: {}, switching: 'manual' });
      expect((await shared.readModels.generations(projection))[1]).toEqual(resumed);
    });

    it('is refused where the state is another than believed, and changes nothing', async () => {
      const build = await startBuild();
      await shared.readModels.changeGeneration(build, { state: 'failed' });
      const before = await shared.readModels.generations(projection);
      await expectConflict(shared.readModels.changeGeneration(build, { state: 'ready', trouble: FAULT }));
      await expectConflict(shared.readModels.changeGeneration({ ...build, number: 7 }, { trouble: FAULT }));
      expect(await shared.readModels.generations(projection)).toEqual(before);
    });

    it('is made by one of several that would take it out of the same state', async () => {
      const build = await startBuild();
      const client = await shared.secondClient();
      const results = await Promise.allSettled([
        shared.readModels.changeGeneration(build, { state: 'ready' }),
        client.changeGeneration(build, { state: 'failed', trouble: FAULT }),
      ]);
      const made = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
      expect(made).toHaveLength(1);
      for (const result of results)
        if (result.status === 'rejected') expect(result.reason).toBeInstanceOf(GenerationConflict);
      expect((await shared.readModels.generations(projection))[1]).toEqual(made[0]);
    });

    it('is refused for the live one, and of a kept one for its state', async () => {
      await expectConflict(shared.readModels.changeGeneration(live, { state: 'failed' }));
      await expectConflict(shared.readModels.changeGeneration(live, { trouble: FAULT }));
      await shared.readModels.switchTo(await aReadyOne());
      const [kept] = await shared.readModels.generations(projection);
      await expectConflict(shared.readModels.changeGeneration(kept!, { state: 'ready' }));
      expect(await shared.readModels.changeGeneration(kept!, { switching: 'manual' })).toMatchObject({ state: 'kept' });
    });
  });

  describe('a switch', () => {
    it('makes one generation live and keeps the other, for every client at once', async () => {
      await storeCalls(live, 's', 1, ['old']);
      const ready = await aReadyOne();
      await storeCalls(ready, 's', 1, ['new']);
      const client = await shared.secondClient();
      expect(await states(client)).toEqual(['1 live', '2 ready']);
      const switched = await shared.readModels.switchTo(ready);
      expect(switched).toMatchObject({ number: 2, state: 'live', rulesVersion: '2' });
      expect(Math.abs(Date.parse(switched.switchedAt!) - Date.now())).toBeLessThan(60_000);
      expect(await states(client)).toEqual(['1 kept', '2 live']);
      expect(await client.openProjection(projection, '3', 'log')).toEqual(switched);
      expect(await idsIn(live)).toEqual(['old']);
      expect(await idsIn(switched)).toEqual(['new']);
    });

    it('goes back to a kept one, and forth again', async () => {
      const second = await shared.readModels.switchTo(await aReadyOne());
      const [kept] = await shared.readModels.generations(projection);
      expect(kept).toEqual({ ...live, state: 'kept' });
      const back = await shared.readModels.switchTo(kept!);
      expect(back.switchedAt! >= second.switchedAt!).toBe(true);
      expect(await states()).toEqual(['1 live', '2 kept']);
      await shared.readModels.switchTo({ ...second, state: 'kept' });
      expect(await states()).toEqual(['1 kept', '2 live']);
      expect(await startBuild()).toMatchObject({ number: 3 });
    });

    it('is refused for one that is being built, has failed, is live, or is not in the state believed', async () => {
      await expectConflict(shared.readModels.switchTo(live));
      const build = await startBuild();
      await expectConflict(shared.readModels.switchTo(build));
      await expectConflict(shared.readModels.switchTo({ ...build, state: 'ready' }));
      await expectConflict(
        shared.readModels.switchTo(await shared.readModels.changeGeneration(build, { state: 'failed' })),
      );
      expect(await states()).toEqual(['1 live', '2 failed']);
    });

    it('never shows two live ones or none, however often it is asked meanwhile', async () => {
      await shared.readModels.switchTo(await aReadyOne());
      const client = await shared.secondClient();
      let isSwitching = true;
      const seen: string[][] = [];
      const look = async (): Promise<void> => {
        while (isSwitching) seen.push(await states(client));
      };
      const looking = look();
      for (let i = 0; i < 20; i += 1) {
        const kept = (await shared.readModels.generations(projection)).find(({ state }) => state === 'kept');
        await shared.readModels.switchTo(kept!);
      }
      isSwitching = false;
      await looking;
      expect(seen.length).toBeGreaterThan(0);
      const possible = ['1 kept,2 live', '1 live,2 kept'];
      expect(seen.filter((one) => !possible.includes(one.join()))).toEqual([]);
    });

    it('is refused where another one is live than was believed', async () => {
      const second = await shared.readModels.switchTo(await aReadyOne(), live);
      const third = await aReadyOne();
      await shared.readModels.switchTo({ ...live, state: 'kept' }); // a rollback comes between
      await expectConflict(shared.readModels.switchTo(third, second));
      expect(await states()).toEqual(['1 live', '2 kept', '3 ready']);
      await shared.readModels.switchTo(third, live);
      expect(await states()).toEqual(['1 kept', '2 kept', '3 live']);
    });

    it('is made by one of two that ask at once for the same one', async () => {
      const ready = await aReadyOne();
      const client = await shared.secondClient();
      const results = await Promise.allSettled([shared.readModels.switchTo(ready), client.switchTo(ready)]);
      expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      expect(await states()).toEqual(['1 kept', '2 live']);
    });
  });

  describe('a dropped generation', () => {
    /** Kept, with something of every kind. */
    const aFullOne = async (): Promise<Generation> => {
      await shared.readModels.replaceDocuments(live, [documentsOf('s', 1, [aCall('s')])], aMove());
      const poison = { message: 'the fold threw', at: '2024-01-01T00:00:00.000Z' };
      await shared.readModels.replaceDocuments(live, [documentsOf('t', 1, [], { poison })], null);
      await shared.readModels.addDifferences(live, [{ id: 'a', before: null, after: null }], 0);
      const switched = await shared.readModels.switchTo(await aReadyOne());
      await shared.readModels.finishSwitch(switched, positionAt(1));
      return (await shared.readModels.generations(projection))[0]!;
    };

    const expectGone = async (dropped: Generation, client: ReadModels): Promise<void> => {
      expect(await states(client)).toEqual(['1 dropped', '2 live']);
      expect(await client.checkpoints(dropped)).toEqual([]);
      const page = { after: null, limit: 10 };
      expect(await client.poisoned(dropped, page)).toEqual([]);
      expect(await client.poisonedNamed(dropped, ['t'])).toEqual([]);
      expect(await client.countPoisoned(dropped)).toBe(0);
      await expectConflict(allCalls(client, dropped));
      await expectConflict(client.callOfDialog(dropped, 'a'));
      await expectConflict(client.recordWithCalls(dropped, 'r'));
      await expectConflict(client.storedStreams(dropped, page));
      await expectConflict(client.storedStreamsNamed(dropped, ['s']));
      await expectConflict(client.storedRevisions(dropped, ['s']));
      await expectConflict(client.differences(dropped, page));
    };

    it('is nothing but an entry, for every client', async () => {
      const kept = await aFullOne();
      await shared.readModels.dropGeneration(kept);
      await expectGone(kept, shared.readModels);
      await expectGone(kept, await shared.secondClient());
      const [entry] = await shared.readModels.generations(projection);
      expect(entry).toEqual({ ...kept, state: 'dropped' });
    });

    it('takes no writes', async () => {
      const kept = await aFullOne();
      const client = await shared.secondClient();
      await client.replaceDocuments(kept, [], null);
      await shared.readModels.dropGeneration(kept);
      for (const writer of [client, shared.readModels]) {
        await expectConflict(writer.replaceDocuments(kept, [documentsOf('s', 2, [aCall('s')])], null));
        await expectConflict(writer.replaceDocuments(kept, [documentsOf('s', 2, [aCall('s')])], aMove()));
        await expectConflict(writer.moveCheckpoint(kept, aMove()));
        await expectConflict(writer.replaceStream(kept, [documentsOf('s', 1, [])], 1));
        await expectConflict(writer.addDifferences(kept, [{ id: 'a', before: null, after: null }], 0));
        await expectConflict(writer.clearDifferences(kept));
        await expectConflict(writer.saveComparison(kept, COUNTED_NOTHING));
        await expectConflict(writer.changeGeneration({ ...kept, state: 'dropped' }, { trouble: FAULT }));
        await expectConflict(writer.switchTo({ ...kept, state: 'dropped' }));
      }
      await expectGone(kept, shared.readModels);
    });

    it('can be dropped again, from whatever state it is believed to be in', async () => {
      const kept = await aFullOne();
      await shared.readModels.dropGeneration(kept);
      await shared.readModels.dropGeneration(kept);
      await shared.readModels.dropGeneration({ ...kept, state: 'dropped' });
      await expectGone(kept, shared.readModels);
    });

    it('that was half dropped by a client which then went is dropped by the next that asks', async () => {
      const kept = await aFullOne();
      const dying = await shared.secondClient();
      const dropping = dying.dropGeneration(kept).catch((error: unknown) => error);
      await dying.close();
      const outcome = await dropping;
      if (outcome !== undefined) expect(outcome).toBeInstanceOf(Error);
      await shared.readModels.dropGeneration(kept);
      await expectGone(kept, shared.readModels);
    });

    it('leaves its number behind: the next build has another', async () => {
      const build = await startBuild();
      await shared.readModels.dropGeneration(build);
      expect(await startBuild()).toMatchObject({ number: 3 });
      expect(await states()).toEqual(['1 live', '2 dropped', '3 building']);
    });

    it.each(['building', 'ready', 'failed'] as const)('may have been %s', async (state) => {
      const build = await startBuild();
      const one = state === 'building' ? build : await shared.readModels.changeGeneration(build, { state });
      await shared.readModels.dropGeneration(one);
      expect(await states()).toEqual(['1 live', '2 dropped']);
    });

    it('is neither the live one nor one whose state has changed', async () => {
      await expectConflict(shared.readModels.dropGeneration(live));
      const build = await startBuild();
      await storeCalls(build, 's', 1, ['a']);
      await shared.readModels.changeGeneration(build, { state: 'ready' });
      await expectConflict(shared.readModels.dropGeneration(build));
      await expectConflict(shared.readModels.dropGeneration({ ...live, state: 'kept' }));
      expect(await states()).toEqual(['1 live', '2 ready']);
      expect(await idsIn(build)).toEqual(['a']);
    });
  });

  it('fails with StoreUnavailable once closed', async () => {
    const client = await shared.secondClient();
    await client.close();
    await expect(client.generations(projection)).rejects.toBeInstanceOf(StoreUnavailable);
    await expect(client.startBuild(projection, BUILD)).rejects.toBeInstanceOf(StoreUnavailable);
  });
};
