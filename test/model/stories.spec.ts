import fc from 'fast-check';
import { collect, emptyFacts, parseStreamName, toView } from '#domain';
import { describeRun, propertyRun } from '../support/arbitraries.js';
import { shuffle } from '../support/random.js';
import { wrongWith, type ShownCall } from './everyDialogOnce.js';
import type { ModelLog } from './modelLog.js';
import { playStory, SOME_FAULTS, type Faults } from './playStory.js';
import { anyStory, THREE_RECORDS, storyOf, type Story, type StoryShape } from './stories.js';

const NO_FAULTS: Faults = { linkerKills: 0, ingestRestarts: 0, redeliveries: 0 };

const shownIn = (log: ModelLog): ShownCall[] =>
  log
    .streamNames()
    .filter((stream) => ['record', 'dialog'].includes(parseStreamName(stream)!.kind))
    .flatMap((stream) =>
      toView(collect(emptyFacts(stream), log.stream(stream))).calls.map(({ recordId, legs, quality }) => ({
        stream,
        recordId,
        dialogs: legs.map(({ dialogUuid }) => dialogUuid),
        quality,
      })),
    );

const expectEveryDialogOnce = async (story: Story, seed: number, faults: Faults): Promise<void> =>
  expect(wrongWith(story, shownIn(await playStory(story, seed, faults)))).toEqual([]);

describe(`every dialog seen is in exactly one call, and those that two records claim say so (${describeRun()})`, () => {
  const anySeed = fc.integer({ min: 0, max: 0x7fff_ffff });
  const shapes: [string, StoryShape][] = [
    ['three records that change within a dialog, and meetings', THREE_RECORDS],
    ['two records', { ...THREE_RECORDS, records: 2, meetings: 0 }],
    [
      'dialogs that keep their records and name those of others',
      { ...THREE_RECORDS, records: 2, recordsChange: false },
    ],
  ];

  it.each(shapes)('in stories of %s, whatever is lost, late, repeated or killed', async (_, shape) => {
    await fc.assert(
      fc.asyncProperty(anyStory(shape), anySeed, (story, seed) => expectEveryDialogOnce(story, seed, SOME_FAULTS)),
      propertyRun,
    );
  });

  it.each(shapes)('in stories of %s, where nothing goes wrong', async (_, shape) => {
    await fc.assert(
      fc.asyncProperty(anyStory(shape), anySeed, (story, seed) => expectEveryDialogOnce(story, seed, NO_FAULTS)),
      propertyRun,
    );
  });
});

/** The smallest stories in which a dialog was in no call while the end of only one chain was looked at. */
const OF_NO_CALL_ONCE: readonly [string, Story][] = [
  [
    "a contact's close names another record than its create, and its consultant again",
    storyOf(
      { dialog: 0, record: 0 },
      { dialog: 1, record: 0, consultant: 0 },
      { event: 'close', dialog: 1, record: 1, consultant: 0 },
    ),
  ],
  [
    'a dialog is created for two records and names the same caller, of whom nothing else is known, both times',
    storyOf({ dialog: 0, record: 0, caller: 3 }, { dialog: 0, record: 1, caller: 3 }),
  ],
  [
    'two dialogs of two records name each other',
    storyOf({ dialog: 0, record: 0, consultant: 1 }, { dialog: 1, record: 1, contact: 0 }),
  ],
  [
    'dialogs of two records both name a third, which names no record',
    storyOf({ dialog: 1, record: 0, contact: 0, caller: 3 }, { dialog: 3, record: 1, contact: 0 }, { dialog: 0 }),
  ],
  [
    'a dialog names one of another record, and is heard of again without a record',
    storyOf({ dialog: 0, record: 0, contact: 1 }, { dialog: 1, record: 1, caller: 0 }, { dialog: 0 }),
  ],
  [
    'a dialog waits in the stream of one that two records claim',
    storyOf(
      { dialog: 1, consultant: 0 },
      { dialog: 2, record: 2, consultant: 0 },
      { dialog: 0, record: 0, contact: 1 },
      { dialog: 0, record: 0, caller: 0 },
    ),
  ],
  [
    'two who are in one meeting are claimed by the records of two others',
    storyOf(
      { dialog: 4, record: 1, caller: 0 },
      { event: 'meeting', dialog: 0 },
      { event: 'meeting', dialog: 2 },
      { dialog: 0, record: 0, contact: 2 },
    ),
  ],
  [
    'a dialog is created for two records and names its caller once, whose own record comes later',
    storyOf(
      { dialog: 0, caller: 2 },
      { dialog: 0, record: 0 },
      { dialog: 0, record: 1, caller: 2 },
      { dialog: 2, record: 1 },
    ),
  ],
];

describe('every dialog is in exactly one call where', () => {
  it.each(OF_NO_CALL_ONCE)('%s, in whatever order all happens', async (_, story) => {
    for (let seed = 0; seed < 20; seed++)
      await expectEveryDialogOnce(story, seed, seed % 2 === 0 ? NO_FAULTS : SOME_FAULTS);
    for (let seed = 0; seed < 20; seed++) await expectEveryDialogOnce(shuffle(seed, story), seed, NO_FAULTS);
  });
});

describe('one meeting that dialogs of two records enter', () => {
  it.each([
    [
      'once both are linked',
      storyOf(
        { dialog: 0, record: 0 },
        { dialog: 1, record: 1 },
        { event: 'meeting', dialog: 0 },
        { event: 'meeting', dialog: 1 },
      ),
    ],
    [
      'before either is linked',
      storyOf(
        { event: 'meeting', dialog: 0 },
        { dialog: 0, record: 0 },
        { dialog: 1, record: 1 },
        { event: 'meeting', dialog: 1 },
      ),
    ],
  ])('makes both calls say record_conflict: %s', async (_, story) => {
    for (let seed = 0; seed < 10; seed++) {
      const calls = shownIn(await playStory(story, seed, SOME_FAULTS));
      expect(calls.map(({ recordId, dialogs }) => [recordId, ...dialogs]).sort()).toEqual([
        ['r0', 'd0'],
        ['r1', 'd1'],
      ]);
      for (const { quality } of calls) expect(quality).toContain('record_conflict');
    }
  });
});
