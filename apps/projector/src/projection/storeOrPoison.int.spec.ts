import type { Stores } from '#stores';
import { RULES, type JsonObject } from '#domain';
import type { ReadModels, StreamDocuments } from '#ports';
import { someCalls } from '../../../../test/support/generateCalls.js';
import { openAsProjector } from '../../../../test/support/openAsProjector.js';
import { RebuildHarness } from '../../../../test/support/rebuildHarness.js';
import { describeOnStorePairs, type StorePair } from '../../../../test/support/storePairs.js';
import { withMethod } from '../../../../test/support/withMethod.js';

const SEED = Number(process.env.TEST_SEED ?? 20261129);

const bodiesOf = (seed: number): JsonObject[] => someCalls(5, seed).flatMap(({ events }) => events);

/** Each call twice, under one id: no store takes that. */
const twice = (documents: StreamDocuments): StreamDocuments => ({
  ...documents,
  calls: [...documents.calls, ...documents.calls],
});

await describeOnStorePairs(`a stream whose documents the store refuses (TEST_SEED=${SEED})`, (make) => {
  let pair: StorePair;
  let stores: Stores;
  beforeEach(async () => {
    pair = await make();
    const { EVENT_STORE_URL = 'sqlite', READ_MODEL_URL = 'sqlite', DATA_DIR = '' } = pair.env;
    stores = await openAsProjector({ eventStoreUrl: EVENT_STORE_URL, readModelUrl: READ_MODEL_URL, dataDir: DATA_DIR });
  });
  afterEach(async () => {
    await stores.close();
    await pair.remove();
  });

  /** Read models that are given documents of the first stream with calls which the real store always refuses. */
  const refusing = (): { readModels: ReadModels; refused: () => string | null } => {
    const { readModels } = stores;
    let refused: string | null = null;
    const faulty = withMethod(readModels, 'replaceDocuments', (generation, documents, move) => {
      refused ??= documents.find(({ calls }) => calls.length > 0)?.stream ?? null;
      return readModels.replaceDocuments(
        generation,
        documents.map((one) => (one.stream === refused ? twice(one) : one)),
        move,
      );
    });
    return { readModels: faulty, refused: () => refused };
  };

  it('is poisoned with the reason; all other calls, also later ones, are stored, and a rebuild brings it back', async () => {
    const { readModels, refused } = refusing();
    const harness = new RebuildHarness({ ...stores, readModels, close: () => Promise.resolve() });
    harness.work(RULES);
    await harness.deliver(bodiesOf(SEED));
    await harness.caughtUp();
    await harness.deliver(bodiesOf(SEED + 1));
    await harness.caughtUp();
    await harness.stopAll();

    const live = await harness.live();
    const [poisoned, ...others] = await stores.readModels.poisoned(live, { after: null, limit: 10 });
    expect(others).toEqual([]);
    expect(poisoned?.stream).toBe(refused());
    expect(poisoned?.message).toMatch(/^the store refuses its documents: (SQLite|MongoDB): /);
    const before = await harness.calls();

    const sound = new RebuildHarness(stores);
    await sound.startBuild(RULES);
    sound.work(RULES);
    await sound.reaches(2, 'live');
    await sound.stopAll();
    const after = await sound.calls();
    expect(after.length).toBeGreaterThan(before.length);
    expect(await stores.readModels.countPoisoned(await sound.live())).toBe(0);
    expect(after).toEqual(expect.arrayContaining(before));
  });
});
