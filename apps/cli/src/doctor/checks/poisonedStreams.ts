import { liveOf } from '#ports';
import { whole } from '../../amounts.js';
import { lookIntoReadModels, ok, type Check, type Finding } from '../check.js';

const SHOWN = 5;

/** Streams of the live calls that could not be folded or stored. */
export const poisonedStreams: Check = {
  name: 'poisoned streams',
  look: lookIntoReadModels(async ({ readModels, generations }): Promise<Finding> => {
    const live = liveOf(generations);
    const count = live === undefined ? 0 : await readModels.countPoisoned(live);
    if (live === undefined || count === 0) return ok('none');
    const first = await readModels.poisoned(live, { after: null, limit: SHOWN });
    return {
      verdict: 'error',
      message: `${whole(count)}: their calls stay as they were before`,
      remedy: { text: 'mend what the message names, then build again', runbook: 'docs/runbook.md#a-poisoned-stream' },
      details: first.map(({ stream, revision, at, message }) => `${stream} at revision ${revision}, ${at}: ${message}`),
    };
  }),
};
