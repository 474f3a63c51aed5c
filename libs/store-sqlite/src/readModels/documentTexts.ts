import type { StoredCall } from '#domain';
import type { Page, StoredStream, StreamDocuments } from '#ports';
import type { CallContent } from './callColumns.js';
import type { StreamTexts } from './putDocuments.js';
import type { CallRow } from './readDocuments.js';
import type { StreamRows } from './readStreams.js';

/* Documents go to the threads and come from them as JSON text: it costs least to send, and is what is stored. */

/** Without the revision, which stands in columns. */
const callText = (call: StoredCall): string => JSON.stringify({ ...call, revision: undefined });

export const textsOf = ({ stream, revision, position, calls, record, poison }: StreamDocuments): StreamTexts => ({
  stream,
  revision,
  position,
  calls: calls.map((call) => ({ id: call.id, text: callText(call) })),
  record: record === null ? null : { id: record.id, text: JSON.stringify(record) },
  poison: poison ?? null,
});

export const storedCall = ({ text, stream, revision }: CallRow): StoredCall => ({
  ...(JSON.parse(text) as CallContent),
  revision: { stream, number: revision },
});

export const storedStream = ({ calls, ...stream }: StreamRows): StoredStream => ({
  ...stream,
  calls: calls.map(storedCall),
});

/** Of one row more than the page holds, the page and the key of its last item. */
export const pageOf = <Item>(
  items: readonly Item[],
  limit: number,
  keyOfItem: (item: Item) => Page<Item>['next'],
): Page<Item> => {
  const page = items.slice(0, limit);
  const last = page.at(-1);
  return { items: page, next: items.length > limit && last !== undefined ? keyOfItem(last) : null };
};

export const callKey = ({ startedAt, id, revision }: StoredCall): NonNullable<Page<StoredCall>['next']> => ({
  startedAt,
  id,
  stream: revision.stream,
});
