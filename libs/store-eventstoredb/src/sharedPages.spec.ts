import { SharedPages } from './sharedPages.js';
import type { AllPage } from './serverReads.js';

const PLACE = { commit: 7n, prepare: 7n };
const EMPTY: AllPage = { events: [], isFull: false };

/** Pages whose reads end when they are told to. */
const heldPages = () => {
  const reads: string[] = [];
  const end: (() => void)[] = [];
  const pages = new SharedPages((after, prefixes) => {
    reads.push(`${after?.commit ?? 'beginning'} ${prefixes.join()}`);
    return new Promise((resolve) => end.push(() => resolve(EMPTY)));
  });
  const untilReading = async (count: number): Promise<void> => {
    while (reads.length < count) await new Promise((resolve) => setTimeout(resolve, 1));
  };
  return { pages, reads, end, untilReading };
};

describe('a page of the log', () => {
  it('is read once for all who ask for it before the read begins', async () => {
    const { pages, reads, end, untilReading } = heldPages();
    const asked = [5, 0, 60_000].map((milliseconds) => pages.readAfter(PLACE, ['dialog-'], milliseconds));
    await untilReading(1);
    end[0]?.();
    expect(await Promise.all(asked)).toEqual([EMPTY, EMPTY, EMPTY]);
    expect(reads).toEqual(['7 dialog-']);
  });

  it('is read again for who asks while it is being read, since that read may miss what has been appended', async () => {
    const { pages, reads, end, untilReading } = heldPages();
    const first = pages.readAfter(PLACE, ['dialog-'], 0);
    await untilReading(1);
    const second = pages.readAfter(PLACE, ['dialog-'], 0);
    await untilReading(2);
    for (const one of end) one();
    await Promise.all([first, second]);
    expect(reads).toEqual(['7 dialog-', '7 dialog-']);
  });

  it('is another one for other streams, and at another place', async () => {
    const { pages, reads, end, untilReading } = heldPages();
    const asked = [
      pages.readAfter(PLACE, ['dialog-'], 0),
      pages.readAfter(PLACE, ['source-'], 0),
      pages.readAfter(null, [], 0),
    ];
    await untilReading(3);
    for (const one of end) one();
    await Promise.all(asked);
    expect(reads).toEqual(['7 dialog-', '7 source-', 'beginning ']);
  });
});
