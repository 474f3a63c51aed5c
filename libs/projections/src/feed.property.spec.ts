import fc from 'fast-check';
import { anyFeedStory, playFeedStory } from '../../../test/contract/readModels/feedStories.js';
import { describeRun, propertyRun } from '../../../test/support/arbitraries.js';
import { plainFeed } from '../../../test/support/plainFeed.js';

/** A case is quick here, and what goes wrong needs several things to come together. */
const run = { ...propertyRun, numRuns: propertyRun.numRuns * 5 };

it(`leads every reader to what is stored, over writes, switches, rollbacks, drops and crashes, ${describeRun(run)}`, async () => {
  const property = fc.asyncProperty(anyFeedStory, (story) => playFeedStory(plainFeed(), 'calls', story));
  await fc.assert(property, run);
});
