import type { Generation } from '#ports';
import { aGeneration } from '../../../../test/support/aGeneration.js';
import { decideNewRules, isNewer, type NewRulesStep } from './newRules.js';

test.each([
  ['2', '1', true],
  ['10', '9', true],
  ['9', '10', false],
  ['1', '1', false],
  ['2-trial', '2', true],
  ['2', '2-trial', false],
  ['2.10', '2.9', true],
])('rules %s beside calls of rules %s: newer is %s', (version, than, newer) => {
  expect(isNewer(version, than)).toBe(newer);
});

const live = aGeneration({ number: 1, rulesVersion: '2' });
const other = (of: Partial<Generation>): Generation => aGeneration({ number: 2, rulesVersion: '3', ...of });
const OLDER = aGeneration({ number: 2, rulesVersion: '2.5', state: 'failed' });
const NEWER = aGeneration({ number: 2, rulesVersion: '4', state: 'building' });
const [BUILD, NOTHING]: NewRulesStep[] = [{ do: 'build', giveUp: null }, { do: 'nothing' }];
const WAS_LIVE = '2024-01-02T00:00:00.000Z';

describe('a program of rules 3 that starts', () => {
  it.each<[string, readonly Generation[], NewRulesStep]>([
    ['there are no live calls', [], NOTHING!],
    ['the live calls are of older rules', [live], BUILD!],
    ['the live calls are of its rules', [{ ...live, rulesVersion: '3' }], NOTHING!],
    ['the live calls are of newer rules', [{ ...live, rulesVersion: '10' }], NOTHING!],
    ['its rules build already', [live, other({ state: 'building' })], NOTHING!],
    ['its rules have failed to build', [live, other({ state: 'failed' })], NOTHING!],
    [
      'its rules were rolled back from',
      [live, other({ state: 'kept', switchedAt: WAS_LIVE })],
      { do: 'leave', made: other({ state: 'kept', switchedAt: WAS_LIVE }) },
    ],
    [
      'what was rolled back from was pruned',
      [live, other({ state: 'dropped', switchedAt: WAS_LIVE })],
      { do: 'leave', made: other({ state: 'dropped', switchedAt: WAS_LIVE }) },
    ],
    ['a build of its rules was dropped before it was live', [live, other({ state: 'dropped' })], BUILD!],
    ['a build by older rules is under way or has failed', [live, OLDER], { do: 'build', giveUp: OLDER }],
    ['a build by newer rules is under way', [live, NEWER], BUILD!],
  ])('where %s', (_, generations, step) => expect(decideNewRules(generations, '3')).toEqual(step));
});
