import type { StreamPage } from '#ports';

/** So many streams at once: never all of a generation in memory. */
const STREAMS = 100;

/** Everything that is kept by stream, page by page to the end, as `readPage` gives it: ordered by the streams' names. */
export async function* pagesByName<Item extends { readonly stream: string }>(
  readPage: (page: StreamPage) => Promise<readonly Item[]>,
): AsyncGenerator<readonly Item[]> {
  for (let after: string | null = null; ;) {
    const page: readonly Item[] = await readPage({ after, limit: STREAMS });
    const last = page.at(-1);
    if (last === undefined) return;
    yield page;
    after = last.stream;
  }
}
