import fc from 'fast-check';
import type { StoredCall } from '#domain';
import {
  GenerationConflict,
  lastPositionAt,
  liveOf,
  partitionName,
  type FeedPlace,
  type Generation,
  type StoredChange,
} from '#ports';
import { completeSwitch, openSwitch, readChanges, readUpToNow, type ReadUpTo } from '#projections';
import { describeRun, storePropertyRun } from '../../support/arbitraries.js';
import { aCall, aLeg, aMove, documentsOf, positionAt } from '../someCalls.js';
import { anyFeedStory, playFeedStory } from './feedStories.js';
import type { SharedReadModels } from './sharedReadModels.js';

const CONSUMER = partitionName({ k: 1, n: 1 });
const END = lastPositionAt(positionAt(99));

/** A change in one line: position, what happened, id, stream. */
const lineOf = ({ change, place: { position, id, stream } }: StoredChange): string =>
  [Number(position), change === 'put' ? '+' : '-', id, stream].join(' ');

export const describeChangeFeed = (shared: SharedReadModels): void => {
  let generation: Generation;
  beforeEach(async () => {
    generation = await shared.generation();
  });
  const store = (...documents: Parameters<typeof documentsOf>) =>
    shared.readModels.replaceDocuments(generation, [documentsOf(...documents)], null);
  const changes = (of: { after?: FeedPlace | null; upTo?: string; limit?: number } = {}) =>
    shared.readModels.changesSince(generation, { after: null, upTo: END, limit: 100, ...of });
  const lines = async (...of: Parameters<typeof changes>): Promise<readonly string[]> =>
    (await changes(...of)).map(lineOf);

  describe('the changes of a generation', () => {
    it('are its calls and removals, each once, by the position of its last change, then by id', async () => {
      await store('s', 1, [aCall('s', { id: 'b' }), aCall('s', { id: 'a' }), aCall('s', { id: 'c' })]);
      const first = aCall('t', { id: 't' });
      await store('t', 2, [first]);
      await store('s', 3, [aCall('s', { id: 'a', holdCount: 1 }), aCall('s', { id: 'c' })]);
      await store('t', 4, [first]);
      expect(await lines()).toEqual(['1 + c s', '2 + t t', '3 + a s', '3 - b s']);
    });

    it('do not count what was written again as it was', async () => {
      const call = aCall('s', { id: 'a' });
      await store('s', 1, [call]);
      await store('s', 2, [call]);
      expect(await lines()).toEqual(['1 + a s']);
    });

    it('are read in parts of any size, up to a place', async () => {
      await store('s', 1, [aCall('s', { id: 'a' }), aCall('s', { id: 'b' })]);
      await store('t', 2, [aCall('t', { id: 'a' }), aCall('t', { id: 'c' })]);
      await store('t', 3, [aCall('t', { id: 'c', holdCount: 1 })]);
      await store('u', 4, [aCall('u', { id: 'd' })]);
      const upTo = lastPositionAt(positionAt(3));
      const all = await changes({ upTo });
      expect(all.map(lineOf)).toEqual(['1 + a s', '1 + b s', '3 - a t', '3 + c t']);
      for (const limit of [1, 2, 3]) {
        const parts: StoredChange[] = [];
        for (let part = await changes({ upTo, limit }); part.length > 0;) {
          parts.push(...part);
          part = await changes({ upTo, limit, after: parts.at(-1)!.place });
        }
        expect(parts).toEqual(all);
      }
    });

    it('of a removed call say who may hear of it, and which calls have its dialog now, the preferred one first', async () => {
      const project = { id: 7, name: 'Projekt' };
      await store('dialog-d', 1, [aCall('dialog-d', { id: 'd', source: 'second', project, recordId: null })]);
      const other = aCall('dialog-e', { id: 'e', recordId: null, legs: [aLeg({ dialogUuid: 'd' })] });
      await store('dialog-e', 2, [other]);
      const ofRecord = aCall('record', { id: 'c', legs: [aLeg({ dialogUuid: 'c' }), aLeg({ dialogUuid: 'd' })] });
      await store('record', 3, [ofRecord]);
      await store('dialog-d', 4, []);
      const removed = (await changes()).at(-1)!;
      expect(lineOf(removed)).toBe('4 - d dialog-d');
      expect(removed).toMatchObject({ source: 'second', holders: [{ id: 'c' }, { id: 'e' }] });
      expect(String((removed as { project: { id: unknown } }).project.id)).toBe('7');
    });

    it('hold a call that came back as a call', async () => {
      await store('s', 1, [aCall('s', { id: 'a' })]);
      await store('s', 2, []);
      await store('s', 3, [aCall('s', { id: 'a' })]);
      expect(await lines()).toEqual(['3 + a s']);
    });
  });

  describe('over a switch', () => {
    const handled = async (of: Generation, revision: number, calls: readonly StoredCall[]): Promise<void> => {
      const [checkpoint] = await shared.readModels.checkpoints(of);
      const move = aMove({
        consumer: CONSUMER,
        expected: checkpoint?.position ?? null,
        position: positionAt(revision),
      });
      await shared.readModels.replaceDocuments(of, [documentsOf('s', revision, calls)], move);
    };
    const build = async (revision: number, calls: readonly StoredCall[]): Promise<Generation> => {
      const started = await shared.readModels.startBuild(generation.projection, {
        rulesVersion: '2',
        logIdentity: 'log',
        switching: 'manual',
      });
      await handled(started, revision, calls);
      return shared.readModels.changeGeneration(started, { state: 'ready' });
    };
    const generations = () => shared.readModels.generations(generation.projection);
    const complete = async (): Promise<void> => completeSwitch(shared.readModels, openSwitch(await generations())!);
    const read = async (since: ReadUpTo | null) => {
      const answer = await readChanges(shared.readModels, liveOf(await generations())!, since, 100);
      return { ...answer, lines: answer.changes.map(({ change, place }) => `${change} ${place.id}`) };
    };
    const [same, before, after] = [
      aCall('s', { id: 'same' }),
      aCall('s', { id: 'changed' }),
      aCall('s', { id: 'changed', holdCount: 1 }),
    ];
    const [lost, found] = [aCall('s', { id: 'lost' }), aCall('s', { id: 'found' })];

    it('a reader who had come to the end gets what differs, and nothing else', async () => {
      await handled(generation, 5, [same, before, lost]);
      const { next } = await read(null);
      await shared.readModels.switchTo(await build(5, [same, after, found]));
      await complete();
      const answer = await read(next);
      expect([...answer.lines].sort()).toEqual(['put changed', 'put found', 'removed lost']);
      expect((await read(answer.next)).lines).toEqual([]);
    });

    it('one who had come less far gets that and what was still to come, each call once', async () => {
      await handled(generation, 4, [same]);
      const { next } = await read(null);
      await handled(generation, 5, [same, before, lost]);
      await shared.readModels.switchTo(await build(5, [same, after, found]));
      await complete();
      const { lines: got } = await read(next);
      expect(got.filter((line) => line !== 'put same').sort()).toEqual(['put changed', 'put found', 'removed lost']);
    });

    it('nothing is given out before readers have been carried over, and no place is lost', async () => {
      await handled(generation, 5, [same]);
      const { next } = await read(null);
      await shared.readModels.switchTo(await build(5, [same, found]));
      expect(await read(next)).toMatchObject({ lines: [], hasMore: false, next });
      expect(await readUpToNow(shared.readModels, liveOf(await generations())!)).toBeNull();
      await complete();
      expect((await read(next)).lines).toEqual(['put found']);
    });

    it('back to a generation that has come less far, a reader goes back with it, and on with it', async () => {
      await handled(generation, 4, [same, before]);
      await shared.readModels.switchTo(await build(4, [same, before]));
      await complete();
      const [, second] = await generations();
      await handled(second!, 6, [same, after, found]);
      const { next } = await read(null);
      await shared.readModels.switchTo({ ...generation, state: 'kept' });
      await complete();
      const back = await read(next);
      expect([...back.lines].sort()).toEqual(['put changed', 'removed found']);
      const [first] = await generations();
      await handled(first!, 6, [same, lost]);
      expect([...(await read(back.next)).lines].sort()).toEqual(['put lost', 'removed changed']);
    });

    it('a generation whose readers have yet to be carried over cannot be dropped; afterwards places from it go on', async () => {
      await handled(generation, 5, [same, before]);
      const { next } = await read(null);
      await shared.readModels.switchTo(await build(5, [same, after]));
      const [former] = await generations();
      await expect(shared.readModels.dropGeneration(former!)).rejects.toBeInstanceOf(GenerationConflict);
      await complete();
      await shared.readModels.dropGeneration(former!);
      expect((await read(next)).lines).toEqual(['put changed']);
    });

    it('is completed by one of several', async () => {
      await shared.readModels.switchTo(await build(5, [same]));
      const open = openSwitch(await generations())!;
      await completeSwitch(shared.readModels, open);
      await expect(completeSwitch(shared.readModels, open)).rejects.toBeInstanceOf(GenerationConflict);
      expect(liveOf(await generations())?.feed.awaiting).toBeNull();
    });

    it('one who has a place of another log begins anew, and hears of what is not there any more', async () => {
      await handled(generation, 5, [same, lost]);
      const { next } = await read(null);
      await shared.readModels.switchTo(await build(5, [same]));
      await complete();
      const { lines: got } = await read({ ...next, log: 'another' });
      expect(got).toEqual(['put same', 'removed lost']);
    });
  });

  it(`lead every reader to what is stored, whatever happens in between, ${describeRun(storePropertyRun)}`, async () => {
    const property = fc.asyncProperty(anyFeedStory, (story) =>
      playFeedStory(shared.readModels, shared.freshName(), story),
    );
    await fc.assert(property, storePropertyRun);
  }, 120_000);
};
