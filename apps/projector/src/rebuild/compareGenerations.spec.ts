import { RULES, type CallDifference, type StoredCall } from '#domain';
import type { Checkpoint, EventLog, Generation, ReadModels, StoredStream, StreamDocuments } from '#ports';
import { recorded, streams } from '../../../../test/support/recorded.js';
import { voiceCampaignManual } from '../../../../test/support/seed.js';
import { compareGenerations } from './compareGenerations.js';
import { foldStream } from '../projection/streamStates.js';

const STREAM = streams.record('1');
const generation = (number: number): Generation => ({ projection: 'calls', number, logIdentity: 'log' }) as Generation;
const [LIVE, NEXT] = [generation(1), generation(2)];

const events = recorded(voiceCampaignManual(), { stream: STREAM });
const LAST = events.length - 1;

/** Of the event of a revision: the stream is the only one of its log. */
const at = (revision: number): string => String(revision).padStart(4, '0');

/** A log of one stream, which counts how often it is read. */
const logOf = () => {
  let reads = 0;
  const log = {
    // eslint-disable-next-line @typescript-eslint/require-await
    async *readStream(_stream: string, { from = 0 } = {}) {
      reads += 1;
      for (const event of events.slice(from))
        yield { ...event, text: '', position: at(event.revision), recordedAt: '2026-01-01T00:00:00.000Z' };
    },
  } as Partial<EventLog> as EventLog;
  return { log, reads: () => reads };
};

const callsUpTo = async (revision: number): Promise<readonly StoredCall[]> =>
  ((await foldStream(logOf().log, STREAM, RULES, revision)) as StreamDocuments).calls;

const stored = (revision: number, calls: readonly StoredCall[], stream = STREAM): StoredStream => ({
  stream,
  revision,
  position: at(revision),
  calls,
});

interface Stored {
  readonly streams: readonly StoredStream[];
  readonly passed: string;
}

/** Compares what two generations store; answers the counts, the differences that were kept, and how often the log was read. */
const compare = async (live: Stored, next: Stored) => {
  const kept: CallDifference[] = [];
  const of = ({ number }: Generation): Stored => (number === LIVE.number ? live : next);
  const readModels = {
    checkpoints: (one: Generation) =>
      Promise.resolve([{ consumer: 'partition-1/1', position: of(one).passed } as Checkpoint]),
    storedStreams: (one: Generation, { after, limit }: { after: string | null; limit: number }) => {
      const from = after === null ? 0 : of(one).streams.findIndex(({ stream }) => stream === after) + 1;
      return Promise.resolve(of(one).streams.slice(from, from + limit));
    },
    clearDifferences: () => Promise.resolve(),
    addDifferences: (_next: Generation, differences: readonly CallDifference[], after: number) => {
      expect(after).toBe(kept.length);
      return Promise.resolve(void kept.push(...differences));
    },
    saveComparison: () => Promise.resolve(),
  } as Partial<ReadModels> as ReadModels;
  const { log, reads } = logOf();
  const parts = { log, readModels, live: LIVE, next: NEXT, rules: RULES };
  const { calls } = await compareGenerations(parts, new AbortController().signal);
  return { calls, ids: kept.map(({ id }) => id), reads: reads() };
};

const NOTHING = { before: 0, after: 0, added: 0, removed: 0, changed: 0 };

describe('two generations', () => {
  it('at the same revision are compared as they are stored', async () => {
    const side = { streams: [stored(LAST, await callsUpTo(LAST))], passed: at(LAST) };
    const { calls, reads } = await compare(side, side);
    expect(calls).toEqual({ ...NOTHING, before: 1, after: 1 });
    expect(reads).toBe(0);
  });

  it('of which the next one is further are compared at the revision of the live one', async () => {
    const live = { streams: [stored(2, await callsUpTo(2))], passed: at(2) };
    const next = { streams: [stored(LAST, await callsUpTo(LAST))], passed: at(LAST) };
    const { calls, reads } = await compare(live, next);
    expect(calls).toEqual({ ...NOTHING, before: 1, after: 1 });
    expect(reads).toBe(1);
  });

  it('show what the live one has lost: a stream', async () => {
    const [call, ...others] = await callsUpTo(LAST);
    const next = { streams: [stored(LAST, [call!])], passed: at(LAST) };
    expect(others).toEqual([]);
    await expect(compare({ streams: [], passed: at(LAST) }, next)).resolves.toEqual({
      calls: { ...NOTHING, after: 1, added: 1 },
      ids: [call!.id],
      reads: 0,
    });
  });

  it('show what the live one has lost: the end of a stream', async () => {
    const live = { streams: [stored(2, await callsUpTo(2))], passed: at(LAST) };
    const next = { streams: [stored(LAST, await callsUpTo(LAST))], passed: at(LAST) };
    const { calls, reads } = await compare(live, next);
    expect(calls).toEqual({ ...NOTHING, before: 1, after: 1, changed: 1 });
    expect(reads).toBe(0);
  });

  it('do not show what the live one has not come to yet', async () => {
    const next = { streams: [stored(LAST, await callsUpTo(LAST))], passed: at(LAST) };
    await expect(compare({ streams: [], passed: at(2) }, next)).resolves.toMatchObject({ calls: NOTHING, ids: [] });
  });

  it('show what the next one has lost', async () => {
    const live = { streams: [stored(LAST, await callsUpTo(LAST))], passed: at(LAST) };
    const { calls } = await compare(live, { streams: [], passed: at(LAST) });
    expect(calls).toEqual({ ...NOTHING, before: 1, removed: 1 });
  });

  it('are scanned in the order of their stores, which is that of bytes', async () => {
    // in UTF-16 the second comes before the first
    const names = ['record-\uff5e', 'record-\u{1f600}'];
    const calls = await callsUpTo(LAST);
    const all = names.map((name) => stored(LAST, calls, name));
    const { calls: counts } = await compare(
      { streams: all, passed: at(LAST) },
      { streams: [...all, stored(LAST, [], 'record-\u{1f601}')], passed: at(LAST) },
    );
    expect(counts).toEqual({ ...NOTHING, before: 2, after: 2 });
    const { calls: withoutFirst } = await compare(
      { streams: all, passed: at(LAST) },
      { streams: all.slice(1), passed: at(LAST) },
    );
    expect(withoutFirst).toEqual({ ...NOTHING, before: 2, after: 1, removed: 1 });
  });
});
