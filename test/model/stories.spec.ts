import fc from 'fast-check';
import { collect, emptyFacts, parseStreamName, toView } from '#domain';
import { describeRun, propertyRun } from '../support/arbitraries.js';
import { wrongWith, type ShownCall } from './everyDialogOnce.js';
import type { ModelLog } from './modelLog.js';
import { playStory, SOME_FAULTS, type Faults } from './playStory.js';
import { anyStory, THREE_RECORDS, type Story, type StoryShape } from './stories.js';

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
