import { CALLS, type ReadModels } from '#ports';
import { aCall, aMove, documentsOf, positionAt } from '../../../../test/contract/someCalls.js';
import { plainFeed } from '../../../../test/support/plainFeed.js';
import { withMethod } from '../../../../test/support/withMethod.js';
import type { ReadContexts } from '../readContext.js';
import { ChangeReader } from './changeReader.js';

const CALLS_STORED = 60;
const SEEN = { id: 'seen', name: null };

/** Of calls in the order of their changes, every third may be seen. */
const isSeen = (i: number): boolean => i % 3 === 2;

it('gives a viewer who may see few of the changes each of them once, in few reads', async () => {
  const feed = plainFeed();
  const generation = await feed.openProjection(CALLS, '1', 'log');
  for (let i = 0; i < CALLS_STORED; i += 1) {
    const call = aCall(`s${i}`, { id: `c${i}`, ...(isSeen(i) ? { project: SEEN } : {}) });
    await feed.replaceDocuments(generation, [documentsOf(`s${i}`, i, [call])], null);
  }
  const move = aMove({ consumer: 'partition-1/1', position: positionAt(CALLS_STORED) });
  await feed.replaceDocuments(generation, [], move);
  let reads = 0;
  const changesSince: ReadModels['changesSince'] = (of, query) => {
    reads += 1;
    return feed.changesSince(of, query);
  };
  const context = {
    generation,
    envelope: {},
    sees: ({ project }: { project: { id: unknown } | null }) => project?.id === SEEN.id,
    showCall: (call: unknown) => call,
  };
  const contexts = { begin: () => Promise.resolve(context) } as unknown as ReadContexts;
  const reader = new ChangeReader(contexts, withMethod(feed, 'changesSince', changesSince));

  const ids: string[] = [];
  let part = await reader.read({} as never, null, 7);
  for (;;) {
    expect(part.items.length).toBeLessThanOrEqual(7);
    ids.push(...part.items.flatMap(({ item }) => (item.change === 'put' ? [item.call.id] : [])));
    if (!part.hasMore) break;
    part = await reader.read({} as never, part.next, 7);
  }
  expect(ids).toEqual(Array.from({ length: CALLS_STORED }, (_, i) => `c${i}`).filter((_, i) => isSeen(i)));
  expect(reads).toBeLessThan(10);
});
