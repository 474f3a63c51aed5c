import { campaignCall } from './calls.js';
import { generateCalls, someCalls, STORY_KINDS } from './generateCalls.js';
import { interleave, take } from './interleave.js';
import { randomFrom, shuffle } from './random.js';
import { SEED_CONSULTANT_DIALOG, SEED_CONTACT_DIALOG, voiceCampaignManual } from './seed.js';

describe('deliveries made for tests', () => {
  it('are, for the documented flow, the documented bodies to the last key', () => {
    const made = campaignCall({
      consultantUuid: SEED_CONSULTANT_DIALOG,
      contactUuid: SEED_CONTACT_DIALOG,
      consultant: { create: 0, answered: 0, talking: 17, close: [25, 'HANGUP'] },
      contact: { create: 7, alerting: 7, answered: 17, talking: 17, close: [24, 'HANGUP'] },
    });
    const byDialog = (events: ReturnType<typeof voiceCampaignManual>) => (uuid: string) =>
      events.filter((event) => event.dialog_uuid === uuid);
    for (const uuid of [SEED_CONSULTANT_DIALOG, SEED_CONTACT_DIALOG])
      expect(byDialog(made)(uuid)).toEqual(byDialog(voiceCampaignManual())(uuid));
    expect(made).toHaveLength(9);
  });
});

describe('generated calls', () => {
  it('are the same for the same seed and others for another', () => {
    const drawn = (seed: number) => JSON.stringify(someCalls(50, seed, { defects: 0.5 }));
    expect(drawn(7)).toBe(drawn(7));
    expect(drawn(7)).not.toBe(drawn(8));
  });

  it('are of every kind, and never share a dialog or a record', () => {
    const calls = someCalls(2000, 3);
    expect(new Set(calls.map(({ kind }) => kind))).toEqual(new Set(STORY_KINDS));
    const dialogs = calls.flatMap(({ dialogUuids }) => dialogUuids);
    expect(new Set(dialogs).size).toBe(dialogs.length);
    const records = calls.flatMap(({ recordId }) => (recordId === null ? [] : [recordId]));
    expect(new Set(records).size).toBe(records.length);
  });

  it('keep each call in its own order when interleaved, and lose none of its events', () => {
    const calls = someCalls(200, 11);
    const mixed = [...interleave(5, calls, 20)];
    expect(mixed).toHaveLength(calls.reduce((sum, { events }) => sum + events.length, 0));
    const place = new Map(mixed.map((event, at) => [event, at]));
    for (const { events } of calls) {
      const places = events.map((event) => place.get(event) ?? -1);
      expect(places).toEqual([...places].sort((one, other) => one - other));
    }
    expect([...take(3, generateCalls(1))]).toHaveLength(3);
  });
});

describe('a seeded source of choices', () => {
  it('spreads evenly enough for shares to be meant', () => {
    const random = randomFrom(1);
    const share = Array.from({ length: 20_000 }, () => random.chance(0.3)).filter(Boolean).length / 20_000;
    expect(share).toBeGreaterThan(0.28);
    expect(share).toBeLessThan(0.32);
  });

  it('shuffles without loss, and differently for another seed', () => {
    const list = Array.from({ length: 20 }, (_, item) => item);
    expect([...shuffle(1, list)].sort((one, other) => one - other)).toEqual(list);
    expect(shuffle(1, list)).not.toEqual(shuffle(2, list));
  });
});
