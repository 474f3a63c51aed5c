import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import type { JsonObject } from '#domain';
import type { Stores } from '#stores';
import { propertyRun } from '../support/arbitraries.js';
import { openAsProjector } from '../support/openAsProjector.js';
import { shuffle } from '../support/random.js';
import { RebuildHarness } from '../support/rebuildHarness.js';
import { wrongWith, type ShownCall } from './everyDialogOnce.js';
import { anyStory, THREE_RECORDS, type Story } from './stories.js';

/** STORY_DIALOGS=100000 tries as many dialogs (CONTRIBUTING.md); it takes its time. */
const DIALOGS = Number(process.env.STORY_DIALOGS ?? 600);
const { seed } = propertyRun;
/** Groups whose events are mixed with one another; those of the next come after. */
const GROUPS_AT_ONCE = 250;
const LIMIT_MS = 300_000 + DIALOGS * 60;

/** A story of three records whose dialogs, records and meetings are no other story's. */
interface Group {
  readonly name: string;
  readonly story: Story;
  readonly dialogs: readonly string[];
}

const groupOf = (given: Story, number: number): Group => {
  const name = `g${number}`;
  const story = JSON.parse(JSON.stringify(given).replaceAll(/"([drm]\d)"/g, `"${name}-$1"`)) as JsonObject[];
  return { name, story, dialogs: [...new Set(story.map(({ dialog_uuid: uuid }) => uuid as string))] };
};

const groupsOf = (dialogs: number): Group[] => {
  const groups: Group[] = [];
  const stories = fc.sample(anyStory(THREE_RECORDS), { seed, numRuns: dialogs });
  for (let seen = 0; seen < dialogs; seen += groups.at(-1)!.dialogs.length)
    groups.push(groupOf(stories[groups.length]!, groups.length));
  return groups;
};

describe(`every dialog of many is in exactly one call (seed ${seed}, ${DIALOGS} dialogs in groups of 3 records)`, () => {
  let folder: string;
  let stores: Stores;
  let harness: RebuildHarness;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'stories-'));
    stores = await openAsProjector({ eventStoreUrl: 'sqlite', readModelUrl: 'sqlite', dataDir: folder });
    harness = new RebuildHarness(stores);
  });
  afterAll(async () => {
    await harness.stopAll();
    await stores.close();
    await rm(folder, { recursive: true, force: true });
  });

  const callsByGroup = async (): Promise<Map<string, ShownCall[]>> => {
    const generation = await harness.live();
    const filter = { attribution: 'start', clock: { now: 0, graceSeconds: 0, staleSeconds: 0 } } as const;
    const byGroup = new Map<string, ShownCall[]>();
    let after = null;
    do {
      const page = await stores.readModels.findCalls(generation, { filter, sort: 'startedAt', limit: 500, after });
      for (const { id, legs, recordId, quality, revision } of page.items) {
        const group = id.split('-')[0]!;
        const dialogs = legs.map(({ dialogUuid }) => dialogUuid);
        const shown: ShownCall = { stream: revision.stream, recordId, quality, dialogs };
        byGroup.set(group, [...(byGroup.get(group) ?? []), shown]);
      }
      after = page.next;
    } while (after !== null);
    return byGroup;
  };

  it(
    'and its uuid finds that call, on SQLite through linker and projection as they run',
    async () => {
      const groups = groupsOf(DIALOGS);
      harness.work();
      for (let at = 0; at < groups.length; at += GROUPS_AT_ONCE) {
        const some = groups.slice(at, at + GROUPS_AT_ONCE);
        await harness.deliver(
          shuffle(
            seed + at,
            some.flatMap(({ story }) => story),
          ),
        );
      }
      await harness.caughtUp(LIMIT_MS);
      const calls = await callsByGroup();
      const wrong = groups.flatMap(({ name, story }) => wrongWith(story, calls.get(name) ?? []));
      expect(wrong).toEqual([]);
      const generation = await harness.live();
      let dialogs = 0;
      for (const dialog of groups.flatMap((group) => group.dialogs)) {
        const found = await stores.readModels.callOfDialog(generation, dialog);
        if (!found?.legs.some(({ dialogUuid }) => dialogUuid === dialog)) throw new Error(`${dialog} finds no call`);
        dialogs += 1;
      }
      const count = [...calls.values()].flat();
      const conflicts = count.filter(({ quality }) => quality.includes('record_conflict')).length;
      console.info(
        `${groups.length} groups, ${dialogs} dialogs: each in one of ${count.length} calls, ${conflicts} of them with record_conflict`,
      );
      expect(conflicts).toBeGreaterThan(0);
    },
    LIMIT_MS * 2,
  );
});
