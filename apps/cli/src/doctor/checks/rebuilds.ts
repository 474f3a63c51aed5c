import { buildOf, errorOf, generationName, liveOf, type Generation } from '#ports';
import { lookIntoReadModels, ok, type Check, type Finding } from '../check.js';

const RUNBOOK = 'docs/runbook.md#a-rebuild-is-stuck';

const troubleOf = (build: Generation, reason: string): Finding =>
  build.state === 'failed'
    ? {
        verdict: 'error',
        message: `${generationName(build)} has failed: ${reason}`,
        remedy: {
          text: `mend that and 'npm run cli -- resume', or give it up: 'npm run cli -- drop ${generationName(build)}'`,
          runbook: RUNBOOK,
        },
      }
    : {
        verdict: 'warning',
        message: `${generationName(build)} cannot go on: ${reason}`,
        remedy: { text: 'mend that: it goes on by itself', runbook: RUNBOOK },
      };

const otherRules = (live: Generation, version: string): Finding => ({
  verdict: 'warning',
  message: `${generationName(live)} was made by rules ${live.rulesVersion}, and this program has ${version}`,
  remedy: { text: 'start the program that has those rules, or build again by these', runbook: RUNBOOK },
});

/** Whether the live calls are of this program's rules, and a build goes on. */
export const rebuilds: Check = {
  name: 'rebuilds',
  look: lookIntoReadModels(({ generations }, { rules }): Finding => {
    const [live, build] = [liveOf(generations), buildOf(generations)];
    const reason = build === undefined ? null : errorOf(build);
    if (build !== undefined && reason !== null) return troubleOf(build, reason);
    if (live !== undefined && build === undefined && live.rulesVersion !== rules.version)
      return otherRules(live, rules.version);
    const there = generations.filter(({ state }) => state !== 'dropped');
    return ok(there.map((one) => `${generationName(one)} is ${one.state}`).join(', ') || 'nothing has been built yet');
  }),
};
