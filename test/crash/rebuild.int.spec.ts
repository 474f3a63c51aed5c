import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { someCalls } from '../support/generateCalls.js';
import { openAsProjector } from '../support/openAsProjector.js';
import { RebuildHarness, rulesOf } from '../support/rebuildHarness.js';
import { crashSeed, killAtRandom, randomNumbers } from './killAtRandom.js';

/** Of 600 some ten to thirty differ, by the seed. */
const CALLS = 1_200;
const rules = rulesOf('2', { tieSeconds: 3 });

describe(`a rebuild whose worker is killed (CRASH_SEED=${crashSeed})`, () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'rebuild-crash-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const withHarness = async <Result>(work: (harness: RebuildHarness) => Promise<Result>): Promise<Result> => {
    const harness = new RebuildHarness(
      await openAsProjector({ eventStoreUrl: 'sqlite', readModelUrl: 'sqlite', dataDir: folder }),
    );
    try {
      return await work(harness);
    } finally {
      await harness.stopAll();
      await harness.stores.close();
    }
  };

  /** Kills workers in this phase; answers in which states the build was found after each. */
  const killIn = async (phase: 'building' | 'comparing', times: number, withinMs: number): Promise<string[]> => {
    const random = randomNumbers(crashSeed);
    const states: string[] = [];
    for (let i = 0; i < times; i++) {
      const args = [folder, JSON.stringify(rules), phase];
      const seed = Math.floor(random() * 0x7fff_ffff);
      await killAtRandom({
        program: './rebuildUnderKill.mjs',
        args,
        times: 1,
        withinMs,
        seed,
        onLine: () => undefined,
      });
      states.push(await withHarness(async (harness) => (await harness.generation(2)).state));
      if (states.at(-1) === 'live') break;
    }
    return states;
  };

  test('in the middle of building and of comparing goes on there, and ends as if nothing had happened', async () => {
    const before = await withHarness(async (harness) => {
      harness.work();
      await harness.deliver(someCalls(CALLS, crashSeed, { defects: 0.2 }).flatMap(({ events }) => events));
      await harness.caughtUp();
      return harness.calls();
    });
    expect(await killIn('building', 5, 40)).toContain('building');
    expect(await killIn('comparing', 5, 40)).toContain('building');

    await withHarness(async (harness) => {
      harness.work(rules);
      await harness.reaches(2, 'live');
      expect(await harness.states()).toEqual(['1 kept', '2 live']);
      const after = await harness.calls();
      const changed = after.filter((call, i) => call.hangup?.rule !== before[i]?.hangup?.rule);
      const { difference, ids } = await harness.differencesOf(2);
      expect(changed.length).toBeGreaterThan(10);
      expect(ids.sort()).toEqual(changed.map(({ id }) => id).sort());
      expect(difference.calls).toEqual({
        before: before.length,
        after: after.length,
        added: 0,
        removed: 0,
        changed: changed.length,
      });
      expect(Object.keys(difference.fields)).toEqual([
        'hangup.certainty',
        'hangup.dialogUuid',
        'hangup.rule',
        'hangup.side',
      ]);
    });
  }, 600_000);
});
