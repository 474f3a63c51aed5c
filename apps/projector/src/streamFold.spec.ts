import { RULES, type LoggedEvent, type Rules } from '#domain';
import type { EventLog, RecordedEvent } from '#ports';
import { linkEvent, recorded, streams } from '../../../test/support/recorded.js';
import { voiceCampaignManual } from '../../../test/support/seed.js';
import { StreamFold } from './streamFold.js';
import { streamPages } from './streamPages.js';
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

const foldOver = (
  log: EventLog,
  stored: Readonly<Record<string, number>> = {},
  mostEvents?: number,
  rules: Rules = RULES,
): StreamFold =>
  new StreamFold({
    states: new StreamStates(log, mostEvents),
    storedRevisions: () => Promise.resolve(new Map(Object.entries(stored))),
    partition: { k: 1, n: 1 },
    rules,
    now: () => 0,
  });

/** Cannot tell a call that both sides hung up. */
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

const toldBy = async (fold: StreamFold) => {
  const told = [];
  for await (const documents of fold.tell(1)) told.push(...documents);
  return told;
};

describe('the fold of streams', () => {
  it('reads what it has missed of a stream', async () => {
    const all = events();
    const fold = foldOver(logOf(all));
    await fold.take(all.slice(-1));
    const [documents] = await toldBy(fold);
    expect(documents).toMatchObject({ stream: STREAM, revision: all.length - 1 });
    expect(documents?.calls).toMatchObject([{ outcome: 'conversation' }]);
    expect(documents?.poison).toBeUndefined();
  });

  it('takes a stream to its end when it is met first, while a generation is made', async () => {
    const all = events();
    const fold = foldOver(logOf(all));
    await fold.take(all.slice(0, 2), true);
    expect(await toldBy(fold)).toMatchObject([
      { stream: STREAM, revision: all.length - 1, calls: [{ status: 'ended' }] },
    ]);
    await fold.take(all.slice(2), true);
    expect(await toldBy(fold)).toEqual([]);
  });

  it('leaves out what it has forgotten and is stored as far, and reads what is not', async () => {
    const all = events();
    const [last] = all.slice(-1);
    const unread = foldOver(logOf([], new Error('it was read')), { [STREAM]: last!.revision });
    await unread.take([last!], true);
    expect(await toldBy(unread)).toEqual([]);
    const behind = foldOver(logOf(all), { [STREAM]: last!.revision - 1 });
    await behind.take([last!], true);
    expect(await toldBy(behind)).toMatchObject([{ revision: last!.revision, calls: [{ outcome: 'conversation' }] }]);
  });

  it('reads no more ahead than can be held: the rest is met in its turn', async () => {
    const [first] = events();
    const names = Array.from({ length: 200 }, (_, i) => streams.record(`long-${i}`));
    const ofStream = (stream: string): RecordedEvent[] =>
      Array.from({ length: 300 }, (_, revision) => ({ ...first!, stream, revision, id: `${stream} ${revision}` }));
    const read: string[] = [];
    const fold = foldOver({
      // eslint-disable-next-line @typescript-eslint/require-await
      async *readStream(stream: string, { from = 0 } = {}) {
        read.push(stream);
        yield* ofStream(stream).slice(from);
      },
    } as Partial<EventLog> as EventLog);
    await fold.take(
      names.map((stream) => ({ ...first!, stream })),
      true,
    );
    expect(read.length).toBeGreaterThan(0);
    expect(read.length).toBeLessThan(100);
    expect(await toldBy(fold)).toHaveLength(names.length);
  });

  it('reads once more what it has forgotten and is not stored yet', async () => {
    const all = events();
    const fold = foldOver(logOf(all), {}, 1);
    await fold.take(all.slice(0, 2), true);
    await fold.take([stored(recorded(voiceCampaignManual(), { stream: streams.record('2') })[0]!)], true);
    expect(await toldBy(fold)).toHaveLength(2);
    await fold.take(all.slice(2), true);
    expect(await toldBy(fold)).toMatchObject([{ stream: STREAM, revision: all.length - 1 }]);
  });

  it('neither asks the store nor reads ahead once it follows the log', async () => {
    const all = events();
    const fold = foldOver(logOf(all), { [STREAM]: 100 });
    await fold.take(all.slice(1, 3));
    expect(await toldBy(fold)).toMatchObject([{ revision: all.length - 1 }]);
    const [first] = all;
    const following = foldOver(logOf([], new Error('it was read')));
    await following.take([first!]);
    expect(await toldBy(following)).toMatchObject([{ revision: 0 }]);
  });

  it('leaves an event ahead that cannot be read to its turn: what stands before it is told first', async () => {
    const all = [...events().slice(0, -1), unreadable(events().at(-1)!)];
    const fold = foldOver(logOf(all));
    await fold.take(all.slice(0, 2), true);
    const [before, ...more] = await toldBy(fold);
    expect(before).toMatchObject({ revision: 1, calls: [{ status: 'open' }] });
    expect([before?.poison, more]).toEqual([undefined, []]);
    await fold.take(all.slice(2), true);
    expect(await toldBy(fold)).toMatchObject([{ revision: all.length - 1, calls: [], poison: {} }]);
  });

  it('tells a stream that cannot be told with what was read ahead without it, then sets it aside', async () => {
    const all = events();
    const last = all.length - 1;
    const fold = foldOver(logOf(all), { [STREAM]: last }, 100, faultyOfEnded);
    await fold.take(all.slice(0, 2), true);
    await fold.take(all.slice(2), true);
    const other = streams.record('2');
    await fold.take([stored(recorded(voiceCampaignManual(), { stream: other })[0]!)], true);
    const parts = [];
    for await (const part of fold.tell(100)) parts.push(part);
    // in a put of its own: of two states of a stream in one put the later one alone would count
    expect(parts).toMatchObject([
      [{ stream: STREAM, revision: 1, calls: [{ status: 'open' }] }, { stream: other }],
      [{ stream: STREAM, revision: last, calls: [], poison: { message: 'a fault in the rules' } }],
    ]);
    expect(parts[0]?.[0]?.poison).toBeUndefined();
    await fold.take(all.slice(2), true);
    expect(await toldBy(fold)).toEqual([]);
  });

  it('reads nothing of a stream whose link it is given', async () => {
    const stream = streams.dialog('d');
    const link = stored({ ...linkEvent('DialogLinked', { stream, dialog: 'd', to: STREAM }), revision: 7 });
    const fold = foldOver(logOf([], new Error('it was read')));
    await fold.take([link]);
    expect(await toldBy(fold)).toEqual([{ stream, revision: 7, position: link.position, calls: [], record: null }]);
  });

  it('tells what comes of a stream before its turn with it, and not once again', async () => {
    const other = streams.record('2');
    const [first, ...rest] = recorded(voiceCampaignManual(), { stream: other }).map((event) => stored(event));
    const fold = foldOver(logOf([]));
    await fold.take([...events(), first!]);
    const telling = fold.tell(1);
    await expect(telling.next()).resolves.toMatchObject({ value: [{ stream: STREAM }] });
    await fold.take(rest);
    await expect(telling.next()).resolves.toMatchObject({ value: [{ stream: other, revision: rest.length }] });
    await expect(telling.next()).resolves.toMatchObject({ done: true });
    await expect(toldBy(fold)).resolves.toEqual([]);
  });

  it('tells what could be folded of a stream before what came of it meanwhile and cannot', async () => {
    const [first, next] = events();
    const fold = foldOver(logOf([]));
    await fold.take([first!]);
    const telling = fold.tell(1);
    await fold.take([unreadable(next!)]);
    await expect(telling.next()).resolves.toMatchObject({ value: [{ stream: STREAM, revision: 0, calls: [{}] }] });
    await expect(telling.next()).resolves.toMatchObject({ done: true });
    await expect(toldBy(fold)).resolves.toMatchObject([{ stream: STREAM, revision: 1, calls: [], poison: {} }]);
  });

  it('keeps what comes of a stream after its turn for the next time', async () => {
    const [first, ...rest] = events();
    const fold = foldOver(logOf([]));
    await fold.take([first!]);
    const telling = fold.tell(1);
    await expect(telling.next()).resolves.toMatchObject({ value: [{ stream: STREAM, revision: 0 }] });
    await fold.take(rest);
    await expect(telling.next()).resolves.toMatchObject({ done: true });
    await expect(toldBy(fold)).resolves.toMatchObject([{ stream: STREAM, revision: rest.length }]);
  });

  it('takes no error of the log for a fault of the stream, whatever it is', async () => {
    const broken = new Error('an answer nobody has heard of');
    const fold = foldOver(logOf([], broken));
    await expect(fold.take(events().slice(-1))).rejects.toBe(broken);
    await expect(toldBy(fold)).resolves.toEqual([]);
  });

  it('sets a stream aside that cannot be folded', async () => {
    const [first, ...rest] = events();
    const fold = foldOver(logOf([]));
    await fold.take([unreadable(first!), ...rest]);
    await expect(toldBy(fold)).resolves.toMatchObject([
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
