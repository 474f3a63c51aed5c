import { RULES, type Rules } from '#domain';
import type { EventLog, Generation, PoisonedStream, ReadModels } from '#ports';
import { recorded } from '../../../../test/support/recorded.js';
import { voiceCampaignManual } from '../../../../test/support/seed.js';
import { describePoisoned, newlyPoisoned, tryAgain } from './repair.js';

const [live, next] = [1, 2].map((number) => ({ projection: 'calls', number }) as Generation) as [
  Generation,
  Generation,
];

const FAULTY: Rules = {
  ...RULES,
  get tieSeconds(): number {
    throw new Error('a fault in the rules');
  },
};

const poisonedOf = (i: number): PoisonedStream => ({
  stream: `campaignRecord-${String(i).padStart(4, '0')}`,
  revision: 8,
  message: 'before',
  at: '2026-01-01T00:00:00.000Z',
});

/** So many streams are poisoned in the next generation, every `known`th of them in the live one, too. */
const storesWith = (count: number, known: number) => {
  const all = Array.from({ length: count }, (_, i) => poisonedOf(i));
  const folded: string[] = [];
  const replaced: string[] = [];
  let largestPage = 0;
  const log: Partial<EventLog> = {
    // eslint-disable-next-line @typescript-eslint/require-await
    async *readStream(stream) {
      folded.push(stream);
      for (const event of recorded(voiceCampaignManual(), { stream }))
        yield { ...event, text: '', position: String(event.revision), recordedAt: '2026-01-01T00:00:00.000Z' };
    },
  };
  const readModels: Partial<ReadModels> = {
    poisoned: (_generation, { after, limit }) => {
      largestPage = Math.max(largestPage, limit);
      return Promise.resolve(all.filter(({ stream }) => after === null || stream > after).slice(0, limit));
    },
    poisonedNamed: (generation, streams) =>
      Promise.resolve(
        all.filter(({ stream }, i) => generation === live && i % known === 0 && streams.includes(stream)),
      ),
    replaceStream: (_generation, states, storedRevision) => {
      expect(storedRevision).toBe(8);
      replaced.push(...states.map(({ stream }) => stream));
      return Promise.resolve(true);
    },
  };
  const stores = { log: log as EventLog, readModels: readModels as ReadModels };
  return { stores, folded, replaced, largestPage: () => largestPage };
};

const never = new AbortController().signal;

describe('streams that are poisoned in a build', () => {
  it('are tried again, page by page, but for those that are poisoned in the live one, too', async () => {
    const { stores, replaced, largestPage } = storesWith(250, 5);
    const parts = { ...stores, rules: RULES };
    expect(await tryAgain(parts, next, newlyPoisoned(parts.readModels, { live, next }), never)).toEqual([]);
    const expected = Array.from({ length: 250 }, (_, i) => i).filter((i) => i % 5 !== 0);
    expect(replaced).toEqual(expected.map((i) => poisonedOf(i).stream));
    expect(largestPage()).toBeLessThan(250);
  });

  it('fail it once there are many, of which no more are tried', async () => {
    const { stores, folded } = storesWith(10_000, 10_000);
    const parts = { ...stores, rules: FAULTY };
    const left = await tryAgain(parts, next, newlyPoisoned(parts.readModels, { live, next }), never);
    expect(left).toHaveLength(folded.length);
    expect(folded.length).toBeLessThan(1_000);
    expect(describePoisoned(left)).toBe(
      `at least ${left.length} streams cannot be folded by these rules, the first campaignRecord-0001: a fault in the rules`,
    );
  });

  it('are not tried any more by a worker that has lost its lease', async () => {
    const { stores, folded } = storesWith(10, 10);
    const parts = { ...stores, rules: RULES };
    const lost = AbortSignal.abort(new Error('the lease is lost'));
    const trying = tryAgain(parts, next, newlyPoisoned(parts.readModels, { live, next }), lost);
    await expect(trying).rejects.toThrow('the lease is lost');
    expect(folded).toEqual([]);
  });
});

it.each([
  [1, '1 stream cannot be folded by these rules, campaignRecord-0000: before'],
  [2, '2 streams cannot be folded by these rules, the first campaignRecord-0000: before'],
])('%i that are left are described as a reason', (count, reason) => {
  expect(describePoisoned(Array.from({ length: count }, (_, i) => poisonedOf(i)))).toBe(reason);
});
