import { pause } from '#concurrency';
import { StoreUnavailable } from '#ports';
import type { ReadUpTo } from '#projections';
import { changeEvents, type ChangeEventsParts } from './changeEvents.js';
import type { ChangePart } from './changeReader.js';
import { readChangeToken } from './changeToken.js';

const at = (position: string): ReadUpTo => ({ log: 'log', readAt: '', place: { position, id: 'a', stream: 's' } });
const removal = (id: string, position: string): ChangePart['items'][number] => ({
  item: { change: 'removed', id, replacedBy: null },
  readUpTo: at(position),
});
const NOTHING: ChangePart['items'] = [];

/** Events over a feed that gives these parts in turn, an error where one is; after the last one nothing more. */
const streamOf = (parts: readonly (ChangePart['items'] | Error)[], of: Partial<ChangeEventsParts> = {}) => {
  const controller = new AbortController();
  const asked: (ReadUpTo | null)[] = [];
  const waiting = [...parts];
  const events = changeEvents({
    reader: {
      now: () => Promise.resolve(at('now')),
      read: (_viewer, since) => {
        asked.push(since);
        const items = waiting.shift() ?? NOTHING;
        if (items instanceof Error) return Promise.reject(items);
        const next = items.at(-1)?.readUpTo ?? since!;
        return Promise.resolve({ items, next, hasMore: false, envelope: { asOf: '', projection: 'calls.v1' } });
      },
    },
    watch: {
      state: () => Promise.resolve(''),
      moved: (_seen, milliseconds, signal) => (waiting.length > 0 ? Promise.resolve() : pause(milliseconds, signal)),
    },
    viewer: { role: 'admin' },
    since: null,
    mayRead: () => true,
    signal: controller.signal,
    commentMilliseconds: 5,
    ...of,
  });
  const take = async (count: number): Promise<string[]> => {
    const taken: string[] = [];
    while (taken.length < count) taken.push((await events.next()).value as string);
    return taken;
  };
  return { events, take, asked, abort: () => controller.abort() };
};
const idOf = (event: string): ReadUpTo | null => readChangeToken(/^id: (.*)$/m.exec(event)?.[1] ?? '');

describe('the events of changes', () => {
  it('are one for each change, with the place of that as its id', async () => {
    const { take, asked } = streamOf([[removal('x', '1'), removal('y', '2')]], { since: at('0') });
    const [retry, first, second] = (await take(3)) as [string, string, string];
    expect(retry).toBe('retry: 1000\n\n');
    expect(first).toMatch(/^event: change\nid: \S+\ndata: \{"change":"removed","id":"x","replacedBy":null\}\n\n$/);
    expect([idOf(first), idOf(second)]).toEqual([at('1'), at('2')]);
    expect(asked).toEqual([at('0')]);
  });

  it('begin now where nothing else is asked for', async () => {
    const { take, asked } = streamOf([[removal('x', '1')]]);
    await take(2);
    expect(asked).toEqual([at('now')]);
  });

  it('are read no further than they are taken', async () => {
    const { take, asked } = streamOf([[removal('x', '1')], [removal('y', '2')], [removal('z', '3')]]);
    await take(2);
    expect(asked).toHaveLength(1);
  });

  it('are comments with the place of now when nothing happens', async () => {
    const { take } = streamOf([[removal('x', '1')]]);
    const comment = (await take(3))[2]!;
    expect(comment).toMatch(/^: waiting\nid: \S+\n\n$/);
    expect(idOf(comment)).toEqual(at('1'));
  });

  it('end at once when the reader goes away', async () => {
    const { events, take, abort } = streamOf([], { commentMilliseconds: 60_000 });
    await take(1);
    const next = events.next();
    abort();
    await expect(next).resolves.toEqual({ done: true, value: undefined });
  });

  it('end when the key is removed', async () => {
    let isKnown = true;
    const { events, take } = streamOf([[removal('x', '1'), removal('y', '2')]], { mayRead: () => isKnown });
    await take(2);
    isKnown = false;
    await expect(events.next()).resolves.toMatchObject({ done: true });
  });

  it('go on after a store was away, and end with any other error', async () => {
    const { take } = streamOf([new StoreUnavailable('away'), [removal('x', '1')]]);
    expect((await take(3)).at(-1)).toContain('"id":"x"');
    const broken = streamOf([new Error('a fault')]);
    await broken.take(1);
    await expect(broken.events.next()).rejects.toThrow('a fault');
  });
});
