import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RULES, type StoredCall } from '#domain';
import type { StoredStream } from '#ports';
import { auditCalls, pagesByName, readLastAudit, type Audit, type AuditDifference } from '#projections';
import { foldStored } from '#projector';
import { aMove } from '../../../../test/contract/someCalls.js';
import { describeOnMongod, type FreshDatabase } from '../../../../test/mongod/describeOnMongod.js';
import { ingestInto } from '../../../../test/support/deliver.js';
import { someCalls } from '../../../../test/support/generateCalls.js';
import { openAsProjector } from '../../../../test/support/openAsProjector.js';
import { RebuildHarness, rulesOf } from '../../../../test/support/rebuildHarness.js';
import { runCli } from '../../../../test/support/runCli.js';
import { SEED_CONSULTANT_DIALOG, voiceCampaignManual } from '../../../../test/support/seed.js';

const SEED = Number(process.env['TEST_SEED'] ?? 20261129);
const STORIES = 25;

const describeAudit = (name: string, makeReadModels: () => ReturnType<FreshDatabase>): void => {
  describe(`an audit over ${name} (TEST_SEED=${SEED})`, () => {
    let folder: string;
    let harness: RebuildHarness;
    let readModels: ReturnType<FreshDatabase>;

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'audit-'));
      readModels = makeReadModels();
      const stores = await openAsProjector({ eventStoreUrl: 'sqlite', readModelUrl: readModels.url, dataDir: folder });
      harness = new RebuildHarness(stores);
      harness.work(RULES);
      await harness.deliver([
        ...voiceCampaignManual(),
        ...someCalls(STORIES, SEED, { defects: 0.3 }).flatMap(({ events }) => events),
      ]);
      await harness.caughtUp();
      await harness.stopAll();
    });
    afterAll(async () => {
      await harness.stores.close();
      await readModels.remove();
      await rm(folder, { recursive: true, force: true });
    });

    const audit = async (sample: number | null = null): Promise<Audit> => {
      const { log, readModels } = harness.stores;
      const live = await harness.live();
      const fold = (streams: readonly StoredStream[]) => foldStored({ log, readModels, rules: RULES }, live, streams);
      const quiet = { onDifference: () => undefined, onProgress: () => undefined };
      return auditCalls({ log, readModels, live, fold, sample, now: Date.now, ...quiet });
    };
    const everyStream = async (): Promise<StoredStream[]> => {
      const live = await harness.live();
      const streams: StoredStream[] = [];
      for await (const page of pagesByName((asked) => harness.stores.readModels.storedStreams(live, asked)))
        streams.push(...page);
      return streams;
    };
    /** Stores other calls of a stream than its events make, at the same revision; answers how to undo that. */
    const falsify = async (
      { stream, revision, position, calls }: StoredStream,
      falsified: readonly StoredCall[],
    ): Promise<() => Promise<void>> => {
      const live = await harness.live();
      const replaceBy = async (by: readonly StoredCall[]): Promise<void> => {
        const documents = { stream, revision, position, calls: by, record: null };
        expect(await harness.stores.readModels.replaceStream(live, [documents], revision)).toBe(true);
      };
      await replaceBy(falsified);
      return () => replaceBy(calls);
    };
    const withCalls = async (): Promise<StoredStream & { readonly calls: readonly [StoredCall] }> => {
      const found = (await everyStream()).find(({ calls }) => calls[0]?.id === SEED_CONSULTANT_DIALOG);
      return found as StoredStream & { readonly calls: readonly [StoredCall] };
    };

    it('finds no difference in what the projector has made, though streams have moved on since', async () => {
      const calls = await harness.calls();
      const expected = { projection: 'calls.v1', sample: null, calls: calls.length, differing: 0, differences: [] };
      expect(await audit()).toMatchObject({ ...expected, streams: (await everyStream()).length });
      const later = {
        event_name: 'dialog_hold',
        dialog_uuid: SEED_CONSULTANT_DIALOG,
        event_time: '2020-08-26 12:59:59',
      };
      await ingestInto(harness.stores.log)({ ...voiceCampaignManual()[0], ...later }, '2024-06-02T00:00:00.000Z');
      expect(await audit()).toMatchObject(expected);
    });

    it.each<[string, (call: StoredCall) => readonly StoredCall[], (stream: string) => AuditDifference]>([
      [
        'fields that are stored otherwise',
        (call) => [{ ...call, durations: { ...call.durations, talkSeconds: 8 }, outcome: null }],
        (stream) => ({
          stream,
          call: SEED_CONSULTANT_DIALOG,
          is: 'changed',
          fields: ['durations.talkSeconds', 'outcome'],
        }),
      ],
      [
        'calls that are not stored',
        () => [],
        (stream) => ({ stream, call: SEED_CONSULTANT_DIALOG, is: 'missing', fields: [] }),
      ],
      [
        'calls that no event makes',
        (call) => [call, { ...call, id: 'nobody' }],
        (stream) => ({ stream, call: 'nobody', is: 'extra', fields: [] }),
      ],
    ])('finds %s, all at once or among streams chosen at random', async (_, change, difference) => {
      const stored = await withCalls();
      const undo = await falsify(stored, change(stored.calls[0]));
      const found = { differing: 1, differences: [difference(stored.stream)] };
      expect(await audit()).toMatchObject(found);
      expect(await audit(1_000_000)).toMatchObject(found);
      await undo();
      expect(await audit()).toMatchObject({ differing: 0 });
    });

    it('chooses as many streams at random as it is told to', async () => {
      expect(await audit(7)).toMatchObject({ sample: 7, streams: 7, differing: 0 });
    });

    it('finds a stream of which nothing was stored, though the projection has passed it', async () => {
      const { log, readModels } = harness.stores;
      const live = await harness.live();
      const [create] = someCalls(1, SEED + 1)[0]!.events;
      await ingestInto(log)(create!, '2024-06-02T00:00:00.000Z');
      const before = await readModels.checkpoint(live, 'partition-1/1');
      const passed = { consumer: 'partition-1/1', expected: before!.position, position: (await log.head())! };
      await readModels.moveCheckpoint(live, aMove({ ...passed, logIdentity: await log.identity() }));
      for (const sample of [null, 1_000_000]) {
        const { differing, differences } = await audit(sample);
        expect([differing, differences[0]?.is]).toEqual([1, 'missing']);
      }
    });
  });
};

describeAudit('SQLite', () => ({ url: 'sqlite', remove: () => Promise.resolve() }));
await describeOnMongod('MongoDB', describeAudit);

describe('cli audit', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cli-audit-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));
  const cli = (...args: string[]) => runCli({ DATA_DIR: folder }, 'audit', ...args);
  const withHarness = async (work: (harness: RebuildHarness) => Promise<void>): Promise<void> => {
    const stores = await openAsProjector({ eventStoreUrl: 'sqlite', readModelUrl: 'sqlite', dataDir: folder });
    const harness = new RebuildHarness(stores);
    await work(harness);
    await harness.stopAll();
    await stores.close();
  };

  it('prints what differs and keeps the outcome; its exit code says whether anything does', async () => {
    await withHarness(async (harness) => {
      harness.work(RULES);
      await harness.deliver(voiceCampaignManual());
      await harness.caughtUp();
    });
    const clean = await cli();
    expect(clean.code).toBe(0);
    expect(clean.out).toMatch(/^calls\.v1: \d+ streams \(all.*\) with 1 calls: nothing differs\n$/);
    let stream = '';
    await withHarness(async (harness) => {
      const { readModels } = harness.stores;
      const live = await harness.live();
      const stored = (await readModels.storedStreams(live, { after: null, limit: 9 })).find(
        ({ calls }) => calls.length > 0,
      )!;
      const calls = stored.calls.map((call) => ({ ...call, holdCount: 3 }));
      await readModels.replaceStream(live, [{ ...stored, calls, record: null }], stored.revision);
      ({ stream } = stored);
    });
    const { code, out } = await cli('--sample', '100');
    expect([code, out.split('\n')[0]]).toEqual([1, `${stream}  ${SEED_CONSULTANT_DIALOG}  holdCount`]);
    await withHarness(async ({ stores }) => {
      const difference = { stream, call: SEED_CONSULTANT_DIALOG, is: 'changed', fields: ['holdCount'] };
      expect(await readLastAudit(stores.readModels)).toMatchObject({
        sample: 100,
        differing: 1,
        differences: [difference],
      });
    });
  });

  it('says why it cannot be done', async () => {
    expect(await cli()).toMatchObject({ code: 1, err: 'there are no calls yet: no projector has run\n' });
    expect((await cli('--sample', 'all')).err).toMatch(/takes a whole number of streams, from 1/);
    await withHarness(async (harness) => {
      harness.work(rulesOf('other'));
      await harness.deliver(voiceCampaignManual());
      await harness.caughtUp();
    });
    expect((await cli()).err).toMatch(/calls\.v1 was made by rules other, and this program has \S+: audit it with/);
  });
});
