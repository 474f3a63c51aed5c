async function* each<Item>(items: Iterable<Item> | AsyncIterable<Item>): AsyncGenerator<Item> {
  yield* items;
}

/**
 * Does the work for every item, at most `concurrency` of them at the same time. An item is taken from a stream of them only once there is
 * room for it. After an error no further item is begun. (p-map would throw it at once, while other work still goes on.)
 * @throws the first error, once everything that was under way has ended
 */
export const forEachConcurrently = async <Item>(
  items: Iterable<Item> | AsyncIterable<Item>,
  concurrency: number,
  work: (item: Item) => Promise<unknown>,
): Promise<void> => {
  const source = each(items);
  const failures: unknown[] = [];
  const worker = async (): Promise<void> => {
    for await (const item of source) {
      if (failures.length > 0) return;
      await work(item);
    }
  };
  const workers = Array.from({ length: concurrency }, () =>
    worker().catch((error: unknown) => {
      failures.push(error);
    }),
  );
  await Promise.all(workers);
  if (failures.length > 0) throw failures[0];
};
