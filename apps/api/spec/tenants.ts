import type { JsonObject, StoredCall } from '#domain';
import { partitionName, type RecordedEvent, type StreamDocuments } from '#ports';
import { someCalls } from '../../../test/support/generateCalls.js';
import { recorded } from '../../../test/support/recorded.js';
import { documentsOf, inLog } from './documents.js';
import type { RunningApi } from './startApi.js';

/** One stream as the log has it and as the projector has made it. */
export interface Story {
  readonly events: readonly RecordedEvent[];
  readonly documents: StreamDocuments;
  /** Whether its calls have been withdrawn since. */
  readonly isGone: boolean;
}

const ONE_IN_THAT_IS_GONE = 7;
const POSITION_DIGITS = 20;
const positionAt = (place: number): string => String(place).padStart(POSITION_DIGITS, '0');

const checkpoint = (consumer: string, place: number) => ({
  consumer,
  position: positionAt(place),
  logIdentity: 'log',
  logTime: '2024-06-01T11:00:00.000Z',
  savedAt: '2024-06-01T11:00:00.000Z',
  events: 1,
  perSecond: null,
});

/** Stories of every kind, each of one project, by turns of one source and of another; `rewrite` may change the bodies before anything is made of them. */
export const tenantStories = (
  count: number,
  seed: number,
  rewrite: (body: JsonObject) => JsonObject = (body) => body,
): readonly Story[] =>
  someCalls(count, seed, { defects: 0.2 })
    .filter(({ events }) => events.length > 0)
    .map(({ events: bodies }, place) => {
      const events = inLog(recorded(bodies.map(rewrite), { source: place % 2 === 0 ? 'main' : 'other' }));
      const documents = documentsOf(events[0]?.stream ?? '', events);
      return { events, documents, isGone: place % ONE_IN_THAT_IS_GONE === 0 };
    })
    .filter(({ documents }) => new Set(documents.calls.map(({ project }) => project?.id)).size === 1);

/** The calls that the story still has. */
export const callsOf = ({ documents, isGone }: Story): readonly StoredCall[] => (isGone ? [] : documents.calls);

/** Every id by which somebody could ask for something of the story. */
export const idsOf = ({ documents: { stream, calls } }: Story): readonly string[] => [
  stream,
  ...calls.flatMap(({ id, recordId, legs }) => [id, recordId ?? id, ...legs.map(({ dialogUuid }) => dialogUuid)]),
];

/** Stores the stories in an API's stores and lets its projections be caught up. Each keeps its place in the log, whoever is left out. */
export const fill = async (api: RunningApi, stories: readonly Story[], all: readonly Story[] = stories) => {
  const { log, readModels } = api.stores;
  await Promise.all(stories.map(({ documents, events }) => log.append(documents.stream, [...events], 'any')));
  const placed = stories.map((story) => ({ ...story, place: all.indexOf(story) + 1 }));
  const made = placed.map(({ documents, place }) => ({ ...documents, position: positionAt(place) }));
  await readModels.replaceDocuments(api.generation, made, null);
  const withdrawn = placed
    .filter(({ isGone }) => isGone)
    .map(({ documents, place }) => ({
      ...documents,
      revision: documents.revision + 1,
      position: positionAt(all.length + place),
      calls: [],
      record: null,
    }));
  await readModels.replaceDocuments(api.generation, withdrawn, null);
  const end = 2 * all.length + 1;
  api.progress = {
    head: positionAt(end),
    logIdentity: 'log',
    linker: checkpoint('linker', end),
    partitions: [checkpoint(partitionName({ k: 1, n: 1 }), end)],
  };
};
