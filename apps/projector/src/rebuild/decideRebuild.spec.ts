import type { BuildGoal, Checkpoint, Generation } from '#ports';
import { aCheckpoint } from '../../../../test/support/aCheckpoint.js';
import { aGeneration } from '../../../../test/support/aGeneration.js';
import { decideRebuild, findBuild, type RebuildSituation, type RebuildStep } from './decideRebuild.js';

const HEAD = '0009';
const at = (position: string, of: Partial<Checkpoint> = {}): Checkpoint =>
  aCheckpoint({ position, logTime: '2024-01-01T00:00:00.000Z', ...of });
const live = aGeneration({ number: 1 });
const buildWith = (goal: BuildGoal | null, of: Partial<Generation> = {}): Generation =>
  aGeneration({ number: 2, state: 'building', goal, ...of });
const goalOf = (before: BuildGoal['before'], position: string | null = '0005', ofLive = 1): BuildGoal => ({
  before,
  live: ofLive,
  position,
});

/** A build that has come to the head beside a live one that has, too, but for what a row says. */
const decide = (goal: BuildGoal | null, of: Partial<RebuildSituation> = {}): RebuildStep =>
  decideRebuild({
    live,
    next: buildWith(goal),
    log: { head: HEAD, logIdentity: 'log' },
    liveCheckpoints: [at(HEAD)],
    nextCheckpoints: [at(HEAD)],
    isNewlyPoisoned: false,
    ...of,
  });

const atHead = (before: BuildGoal['before']): RebuildStep => ({ do: 'setGoal', goal: goalOf(before, HEAD) });
const BEHIND = { nextCheckpoints: [at('0004')] };
const HALF = { nextCheckpoints: [at(HEAD, { consumer: 'partition-1/2' })] };

describe('the next step of a build', () => {
  it.each<[string, RebuildStep['do'], BuildGoal | null, Partial<RebuildSituation>]>([
    ['has no goal yet', 'setGoal', null, {}],
    ['has not come to its goal', 'wait', goalOf('setGoal'), BEHIND],
    ['has not begun in a partition', 'wait', goalOf('setGoal'), HALF],
    ['has not begun at all', 'wait', goalOf('setGoal', null), { nextCheckpoints: [] }],
    ['has come to where the log ended', 'setGoal', goalOf('setGoal'), {}],
    ['has come to where the log ended then', 'repair', goalOf('repair'), {}],
    [
      'has poisoned streams that the live one will poison, too',
      'wait',
      goalOf('repair'),
      { isNewlyPoisoned: true, liveCheckpoints: [at('0004')] },
    ],
    ['has poisoned streams that the live one has not', 'repair', goalOf('repair'), { isNewlyPoisoned: true }],
    ['is behind what was repaired', 'wait', goalOf('compare'), BEHIND],
    ['has been repaired', 'compare', goalOf('compare'), {}],
    ['has been repaired, and has poisoned others since', 'setGoal', goalOf('compare'), { isNewlyPoisoned: true }],
    ['has been compared, and is behind the live one', 'wait', goalOf('switch'), BEHIND],
    ['has been compared, and is as far as the live one was', 'switch', goalOf('switch'), {}],
    ['has been compared with another one than is live now', 'setGoal', goalOf('switch', '0005', 7), {}],
    [
      'has nothing to reach, over an empty log',
      'setGoal',
      goalOf('setGoal', null),
      { log: { head: null, logIdentity: 'log' }, nextCheckpoints: [at('', { logTime: null })] },
    ],
    [
      'was made of another log',
      'fail',
      goalOf('setGoal'),
      { nextCheckpoints: [at('0005', { logIdentity: 'another log' })] },
    ],
    [
      'has handled events that the log has lost by a restore from an older backup',
      'fail',
      goalOf('switch'),
      { nextCheckpoints: [at('0010')] },
    ],
    [
      'has handled events, and the log is empty now',
      'fail',
      null,
      { log: { head: null, logIdentity: 'log' }, nextCheckpoints: [at('0001')] },
    ],
  ])('of one that %s: %s', (_, step, goal, of) => expect(decide(goal, of).do).toBe(step));

  it("goes to the log's end as it is now, for this live one", () => {
    expect(decide(null)).toEqual(atHead('setGoal'));
    expect(decide(goalOf('setGoal'))).toEqual(atHead('repair'));
    expect(decide(goalOf('compare'), { isNewlyPoisoned: true })).toEqual(atHead('repair'));
    expect(decide(goalOf('repair', HEAD, 7))).toEqual(atHead('setGoal'));
    expect(decide(goalOf('repair'))).toEqual({ do: 'repair', thenGoal: goalOf('compare') });
  });

  it('waits for the live one only where that may fail of the same streams: made by the same rules, of the same log', () => {
    const poisoned = { isNewlyPoisoned: true, liveCheckpoints: [at('0004')] };
    expect(decide(goalOf('repair'), poisoned)).toEqual({ do: 'wait', for: live });
    for (const other of [{ rulesVersion: '0' }, { logIdentity: 'another log' }])
      expect(decide(goalOf('repair'), { ...poisoned, live: aGeneration({ number: 1, ...other }) }).do).toBe('repair');
  });

  it('says why it can never be finished', () => {
    const step = decide(null, { nextCheckpoints: [at('0005', { logIdentity: 'another log' })] });
    expect(step).toMatchObject({
      do: 'fail',
      error: expect.stringMatching(/another event log \(another log\)/) as string,
    });
    expect(decide(null, { nextCheckpoints: [at('0010')] })).toMatchObject({
      do: 'fail',
      error: expect.stringMatching(/partition-1\/1 stands at 0010, beyond the event log's head \(0009\)/) as string,
    });
  });
});

describe('the build that is worked on', () => {
  const rules = { version: '2' };
  it.each<[boolean, Partial<Generation>]>([
    [true, { state: 'building' }],
    [true, { state: 'building', switching: 'manual' }],
    [true, { state: 'ready' }],
    [false, { state: 'ready', switching: 'manual' }],
    [false, { state: 'failed' }],
    [false, { state: 'kept' }],
    [false, { state: 'building', rulesVersion: '3' }],
  ])('%s: %j', (isWorkedOn, of) => {
    const next = aGeneration({ number: 2, rulesVersion: '2', ...of });
    expect(findBuild([live, next], rules)).toEqual(isWorkedOn ? { live, next } : null);
    expect(findBuild([next], rules)).toBeNull();
  });
});
