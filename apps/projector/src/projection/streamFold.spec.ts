import { RULES, type LoggedEvent, type Rules } from '#domain';
import type { EventLog, RecordedEvent } from '#ports';
import { linkEvent, recorded, streams } from '../../../../test/support/recorded.js';
import { freshFlow, voiceCampaignManual } from '../../../../test/support/seed.js';
import { StreamFold } from './streamFold.js';
import { streamPages } from '../streamPages.js';
import { StreamStates } from './streamStates.js';

const STREAM = streams.record('1');

const stored = (event: LoggedEvent, textLength = 10): RecordedEvent => ({
  ...event,
  text: 'x'.repeat(textLength),
  position: String(event.revision).padStart(16, '0'),
  recordedAt: '2026-01-01T00:00:00.000Z',
});

const events = (textLength = 10): RecordedEvent[] =>
  recorded(voiceCampaignManual(), { stream: STREAM }).map((event) => stored(event, textLength));

const logOf = (stored: readonly RecordedEvent[], error?: Error): EventLog =>
  ({
    // eslint-disable-next-line @typescript-eslint/require-await
    async *readStream(stream: string, { from = 0 } = {}) {
      if (error !== undefined) throw error;
      yield* stored.filter((event) => event.stream === stream && event.revision >= from);
    },
  }) as Partial<EventLog> as EventLog;

const foldOver = (log: EventLog, rules: Rules = RULES): StreamFold =>
  new StreamFold({ states: new StreamStates(log), partition: { k: 1, n: 1 }, rules, now: () => 0 });

/** Rules that fail of a call that both sides hung up. */
const faultyOfEnded = Object.defineProperty({ ...RULES }, 'tieSeconds', {
  get: () => {
    throw new Error('a fault in the rules');
  },
});

const unreadable = (event: RecordedEvent): RecordedEvent =>
  Object.defineProperty({ ...event }, 'body', {
    get: () => {
      throw new SyntaxError('this is no JSON');
    },
  });

const projectedBy = (fold: StreamFold) => [...fold.documents(1)].flat();

describe('the fold of streams', () => {
  it('reads what it has missed of a stream', async () => {
    const all = events();
    const fold = foldOver(logOf(all));
    await fold.apply(all.slice(-1));
    const [documents] = projectedBy(fold);
    expect(documents).toMatchObject({ stream: STREAM, revision: all.length - 1 });
    expect(documents?.calls).toMatchObject([{ outcome: 'conversation' }]);
    expect(documents?.poison).toBeUndefined();
  });

  it('does not read a long stream again for each of its events, while other streams come and go', async () => {
    const long = Array.from({ length: 30 }, () =>
      recorded(voiceCampaignManual(), { stream: STREAM }).map((event) => stored(event)),
    ).flat();
    const all = long.map((event, revision) => ({ ...event, id: `${event.id} ${revision}`, revision }));
    const other = recorded(voiceCampaignManual(), { stream: streams.record('2') }).map((event) => stored(event));
    const states = new StreamStates(logOf([...all, ...other]), 100);
    const fold = new StreamFold({ states, partition: { k: 1, n: 1 }, rules: RULES, now: () => 0 });
    await fold.apply(all.slice(0, -1));
    await fold.apply(other);
    await fold.apply(all.slice(-1));
    expect(fold.folded).toBe(all.length + other.length);
  });

  it('says which calls of a stream have changed since its documents were made the last time', async () => {
    const [one, other] = [freshFlow(), freshFlow()];
    const bodies = [...one.bodies, ...other.bodies];
    const all = recorded(bodies, { stream: STREAM }).map((event) => stored(event));
    const fold = foldOver(logOf(all));
    await fold.apply(all.slice(0, -1));
    const [first] = projectedBy(fold);
    await fold.apply(all.slice(-1));
    const [second] = projectedBy(fold);
    const unlike = second!.calls.filter((call) => {
      const former = first!.calls.find(({ id }) => id === call.id);
      return JSON.stringify({ ...former, revision: null }) !== JSON.stringify({ ...call, revision: null });
    });
    expect(first).not.toHaveProperty('changes');
    expect(second!.calls).toHaveLength(2);
    expect(unlike).toHaveLength(1);
    expect(second!.changes).toEqual({ since: all.length - 2, calls: unlike, removed: [] });
  });

  it('leaves out what it has applied already', async () => {
    const all = events();
    const fold = foldOver(logOf([], new Error('it was read')));
    await fold.apply(all);
    expect(projectedBy(fold)).toMatchObject([{ stream: STREAM, revision: all.length - 1 }]);
    await fold.apply(all.slice(2));
    expect(projectedBy(fold)).toEqual([]);
    expect(fold.folded).toBe(all.length);
  });

  it.each([1, 3, 9])(
    'projects a stream as far as it can be folded, then poisons it: %i events at once',
    async (many) => {
      const read = events();
      const all = [...read.slice(0, 5), unreadable(read[5]!), ...read.slice(6)];
      const fold = foldOver(logOf(all));
      for (let i = 0; i < all.length; i += many) await fold.apply(all.slice(i, i + many));
      const parts = [...fold.documents(100)];
      // in a write of its own: of two states of a stream in one write the later one alone would count
      expect(parts).toMatchObject([
        [{ stream: STREAM, revision: 4, calls: [{ status: 'open' }] }],
        [{ stream: STREAM, revision: all.length - 1, calls: [], poison: { message: 'this is no JSON' } }],
      ]);
      expect(parts[0]?.[0]?.poison).toBeUndefined();
    },
  );

  it('poisons a stream that cannot be projected, and tries it once more with its next event', async () => {
    const all = events();
    const faulty = foldOver(logOf(all), faultyOfEnded);
    await faulty.apply(all);
    expect(projectedBy(faulty)).toMatchObject([
      { stream: STREAM, revision: all.length - 1, calls: [], poison: { message: 'a fault in the rules' } },
    ]);
    await faulty.apply(all.slice(-1));
    expect(projectedBy(faulty)).toMatchObject([{ revision: all.length - 1, poison: {} }]);
  });

  it('reads nothing of a stream whose link it is given', async () => {
    const stream = streams.dialog('d');
    const link = stored({ ...linkEvent('DialogLinked', { stream, dialog: 'd', to: STREAM }), revision: 7 });
    const fold = foldOver(logOf([], new Error('it was read')));
    await fold.apply([link]);
    expect(projectedBy(fold)).toEqual([{ stream, revision: 7, position: link.position, calls: [], record: null }]);
  });

  it('does not look at what stands beside a link', async () => {
    const stream = streams.dialog('d');
    const [first] = events();
    const link = stored({ ...linkEvent('DialogLinked', { stream, dialog: 'd', to: STREAM }), revision: 1 });
    const fold = foldOver(logOf([]));
    await fold.apply([unreadable({ ...first!, stream }), link]);
    expect(projectedBy(fold)).toEqual([{ stream, revision: 1, position: link.position, calls: [], record: null }]);
  });

  it('reads no more than the links of a stream that is linked, wherever the link stands', async () => {
    const stream = streams.dialog('d');
    const all = events().map((event) => ({ ...event, stream }));
    const link = stored({ ...linkEvent('DialogLinked', { stream, dialog: 'd', to: STREAM }), revision: 600 });
    const ofStream = Array.from({ length: 600 }, (_, revision) =>
      unreadable({ ...all[0]!, revision, id: `${revision}` }),
    );
    const late = { ...all[0]!, revision: 601, id: 'late' };
    const fold = foldOver(logOf([...ofStream, link, late]));
    await fold.apply([late]); // of a stream that is not in memory, its link pages behind what cannot be read
    expect(projectedBy(fold)).toEqual([{ stream, revision: 601, position: late.position, calls: [], record: null }]);
    await fold.apply([unreadable({ ...late, revision: 602, id: 'later' })]);
    expect(projectedBy(fold)).toMatchObject([{ stream, revision: 602, calls: [] }]);
  });

  it('says how many of the events are of its own streams', async () => {
    const all = [...events(), ...events().map((event) => ({ ...event, stream: streams.record('2') }))];
    const counts = await Promise.all(
      [1, 2].map((k) =>
        new StreamFold({
          states: new StreamStates(logOf([])),
          partition: { k, n: 2 },
          rules: RULES,
          now: () => 0,
        }).apply(all),
      ),
    );
    expect(counts).toEqual([events().length, events().length]);
  });

  it('projects what comes of a stream before its turn with it, and not once again', async () => {
    const other = streams.record('2');
    const [first, ...rest] = recorded(voiceCampaignManual(), { stream: other }).map((event) => stored(event));
    const fold = foldOver(logOf([]));
    await fold.apply([...events(), first!]);
    const projecting = fold.documents(1);
    expect(projecting.next()).toMatchObject({ value: [{ stream: STREAM }] });
    await fold.apply(rest);
    expect(projecting.next()).toMatchObject({ value: [{ stream: other, revision: rest.length }] });
    expect(projecting.next()).toMatchObject({ done: true });
    expect(projectedBy(fold)).toEqual([]);
  });

  it('projects what could be folded of a stream before what came of it meanwhile and cannot', async () => {
    const [first, next] = events();
    const fold = foldOver(logOf([]));
    await fold.apply([first!]);
    const projecting = fold.documents(1);
    await fold.apply([unreadable(next!)]);
    expect(projecting.next()).toMatchObject({ value: [{ stream: STREAM, revision: 0, calls: [{}] }] });
    expect(projecting.next()).toMatchObject({ done: true });
    expect(projectedBy(fold)).toMatchObject([{ stream: STREAM, revision: 1, calls: [], poison: {} }]);
  });

  it('keeps what comes of a stream after its turn for the next time', async () => {
    const [first, ...rest] = events();
    const fold = foldOver(logOf([]));
    await fold.apply([first!]);
    const projecting = fold.documents(1);
    expect(projecting.next()).toMatchObject({ value: [{ stream: STREAM, revision: 0 }] });
    await fold.apply(rest);
    expect(projecting.next()).toMatchObject({ done: true });
    expect(projectedBy(fold)).toMatchObject([{ stream: STREAM, revision: rest.length }]);
  });

  it('takes no error of the log for a fault of the stream, whatever it is', async () => {
    const broken = new Error('an answer nobody has heard of');
    const fold = foldOver(logOf([], broken));
    await expect(fold.apply(events().slice(-1))).rejects.toBe(broken);
    expect(projectedBy(fold)).toEqual([]);
  });

  it('poisons a stream that cannot be folded', async () => {
    const [first, ...rest] = events();
    const fold = foldOver(logOf([]));
    await fold.apply([unreadable(first!), ...rest]);
    expect(projectedBy(fold)).toMatchObject([
      { stream: STREAM, revision: rest.length, calls: [], poison: { message: 'this is no JSON' } },
    ]);
  });
});

describe('a stream', () => {
  it('is read in pages of few characters, each event whole', async () => {
    const all = events(100_000);
    const sizes: number[] = [];
    for await (const page of streamPages(logOf(all), STREAM, 1)) sizes.push(page.length);
    expect(sizes).toEqual([3, 3, 2]);
  });
});
