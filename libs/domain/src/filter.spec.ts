import { campaignCall } from '../../../test/support/calls.js';
import { given } from '../../../test/support/given.js';
import type { Leg, StoredCall } from './call.js';
import { matchesLeg, type CallFilter } from './filter.js';

const clock = { now: Date.UTC(2024, 0, 1), graceSeconds: 300, staleSeconds: 14_400 };

describe('a filter on legs', () => {
  let call: StoredCall;
  let consultant: Leg;
  let contact: Leg;
  beforeAll(() => {
    given(
      campaignCall({
        consultant: { create: 0, answered: 1, talking: 20, close: [61, 'DIALOG_LEFT'] },
        contact: { create: 5, answered: 19, talking: 25, close: [60, 'HANGUP'] },
      }),
    ).then((view) => (call = { ...view, revision: { stream: 'campaignRecord-1', number: 0 } }));
    [consultant, contact] = call.legs as [Leg, Leg];
  });
  const matches = (filter: Partial<CallFilter>): boolean[] =>
    [consultant, contact].map((leg) => matchesLeg({ attribution: 'start', clock, ...filter }, call, leg));

  it('without a condition takes all', () => expect(matches({})).toEqual([true, true]));

  it("by consultant takes the consultant's own leg only, by id or username", () => {
    expect(matches({ consultant: ['1'] })).toEqual([true, false]);
    expect(matches({ consultant: ['pkowalski'] })).toEqual([true, false]);
    expect(matches({ consultant: ['2'] })).toEqual([false, false]);
  });

  it("by close cause takes the leg's own", () => {
    expect(matches({ closeCause: ['HANGUP'] })).toEqual([false, true]);
    expect(matches({ closeCause: ['DIALOG_LEFT'] })).toEqual([true, false]);
  });

  it("by talk time takes the leg's own, both ends included", () => {
    // the consultant talked for 41 s, the contact for 35
    expect(matches({ minTalkSeconds: 41 })).toEqual([true, false]);
    expect(matches({ minTalkSeconds: 42 })).toEqual([false, false]);
    expect(matches({ maxTalkSeconds: 35 })).toEqual([false, true]);
    expect(matches({ maxTalkSeconds: 34 })).toEqual([false, false]);
    const silent = { ...contact, talkSeconds: null };
    for (const filter of [{ minTalkSeconds: 0 }, { maxTalkSeconds: 100 }])
      expect(matchesLeg({ attribution: 'start', clock, ...filter }, call, silent)).toBe(false);
  });

  it('by everything else takes the legs of the calls that match', () => {
    expect(matches({ outcome: ['conversation'] })).toEqual([true, true]);
    expect(matches({ outcome: ['abandoned'] })).toEqual([false, false]);
    expect(matches({ from: '2020-08-26T12:59:37Z' })).toEqual([false, false]);
  });
});
