import { randomUUID } from 'node:crypto';
import type { CallFilter, Leg, ReadClock, RecordView, StoredCall } from '#domain';
import type { CheckpointMove, Generation, Page, PageQuery, ReadModels, SortOrder, StreamDocuments } from '#ports';

export const CLOCK: ReadClock = {
  now: Date.parse('2020-08-27T00:00:00Z'),
  graceSeconds: 300,
  staleSeconds: 14_400,
};
export const EVERY_CALL: CallFilter = { attribution: 'start', clock: CLOCK };

export const aLeg = (overrides: Partial<Leg> = {}): Leg => ({
  dialogUuid: randomUUID(),
  role: 'consultant',
  direction: 'INBOUND',
  state: 'talking',
  closeCause: 'HANGUP',
  createdAt: '2020-08-26T12:59:36Z',
  ringingAt: null,
  alertingAt: '2020-08-26T12:59:36Z',
  answeredAt: '2020-08-26T12:59:36Z',
  talkingAt: '2020-08-26T12:59:53Z',
  closedAt: '2020-08-26T13:00:01Z',
  ringSeconds: 0,
  waitSeconds: 17,
  talkSeconds: 8,
  totalSeconds: 25,
  holdCount: 0,
  party: { id: 1, username: 'pkowalski', name: 'Konsultant Paweł', number: '48xxxxxxxxx5' },
  ...overrides,
});

/** One call of the stream, whose first leg has the call's id as its dialog. */
export const aCall = (stream: string, overrides: Partial<StoredCall> = {}): StoredCall => {
  const id = overrides.id ?? randomUUID();
  return {
    id,
    source: 'main',
    kind: 'campaign',
    direction: 'OUTBOUND',
    recordId: stream,
    attempt: { number: 1, consultantTry: 1, contactTry: 1, reservationTry: 1 },
    campaign: { id: '5f463dbd80f35763375fe367', name: 'Reczna' },
    project: { id: 1, name: 'Projekt Paweł' },
    dialingMethod: 'PREVIEW',
    consultant: { id: 1, username: 'pkowalski', name: 'Konsultant Paweł' },
    contact: { number: '48xxxxxxxxx', name: null },
    status: 'ended',
    outcome: 'conversation',
    startedAt: '2020-08-26T12:59:36Z',
    talkingAt: '2020-08-26T12:59:53Z',
    endedAt: '2020-08-26T13:00:01Z',
    durations: {
      ringSeconds: 10,
      dialSeconds: 17,
      waitSeconds: null,
      talkSeconds: 7,
      consultantTalkSeconds: 8,
      holdSeconds: 0,
      callSeconds: 25,
      afterSeconds: 1,
    },
    holdCount: 0,
    closeCauses: ['HANGUP'],
    hangup: { side: 'contact', dialogUuid: 'c', rule: 'earlier_hangup', certainty: 'likely', evidence: ['a', 'b'] },
    lastReceivedAt: '2020-08-26T13:00:02.000Z',
    lastEventAt: '2020-08-26T13:00:01Z',
    recordClosedAt: null,
    quality: [],
    legs: [aLeg({ dialogUuid: id })],
    revision: { stream, number: 8 },
    ...overrides,
  };
};

/** A log position of the right kind for whoever only compares them as text. */
export const positionAt = (place: number): string => String(place).padStart(16, '0');

/** The documents of a stream at a revision; the position grows with the revision. */
export const documentsOf = (
  stream: string,
  revision: number,
  calls: readonly StoredCall[],
  overrides: Partial<StreamDocuments> = {},
): StreamDocuments => ({
  stream,
  revision,
  position: positionAt(revision),
  calls: calls.map((call) => ({ ...call, revision: { stream, number: revision } })),
  record: null,
  ...overrides,
});

/** The same with a call of each of these ids. */
export const documentsWithIds = (stream: string, revision: number, ids: readonly string[]): StreamDocuments =>
  documentsOf(
    stream,
    revision,
    ids.map((id) => aCall(stream, { id })),
  );

export const aRecord = (id: string, overrides: Partial<RecordView> = {}): RecordView => ({
  id,
  campaign: { id: 'c1', name: 'Reczna' },
  project: { id: 1, name: 'Projekt Paweł' },
  platformState: 'OPEN',
  closedAt: null,
  ...overrides,
});

export const aMove = (overrides: Partial<CheckpointMove> = {}): CheckpointMove => ({
  consumer: '1/1',
  expected: null,
  position: positionAt(1),
  logIdentity: 'log',
  logTime: '2020-08-26T13:00:01.000Z',
  events: 1,
  perSecond: null,
  ...overrides,
});

/** Follows the pages to the end; every page but the last must be full. */
const followPages = async <Item>(
  read: (after: PageQuery['after']) => Promise<Page<Item>>,
  limit: number,
): Promise<Item[]> => {
  const items: Item[] = [];
  let after: PageQuery['after'] = null;
  do {
    const page: Page<Item> = await read(after);
    expect(page.items.length).toBeLessThanOrEqual(limit);
    if (page.next !== null) expect(page.items).toHaveLength(limit);
    if (after !== null) expect(page.next).not.toEqual(after);
    items.push(...page.items);
    after = page.next;
  } while (after !== null);
  return items;
};

export interface Listing {
  readonly filter?: CallFilter;
  readonly sort?: SortOrder;
  readonly limit?: number;
}

export const allCalls = (
  readModels: ReadModels,
  generation: Generation,
  listing: Listing = {},
): Promise<StoredCall[]> => {
  const { filter = EVERY_CALL, sort = '-startedAt', limit = 500 } = listing;
  return followPages((after) => readModels.findCalls(generation, { filter, sort, limit, after }), limit);
};

/** For sealHours: whatever has been written by now is quiet. */
export const allQuiet = (most = 1_000): Parameters<ReadModels['sealHours']>[1] => ({
  quietSince: Date.now() + 3_600_000,
  most,
});

/** Makes segments of all that has been stored by now. @param most hours at a time */
export const sealAll = async (readModels: ReadModels, generation: Generation, most?: number): Promise<void> => {
  while ((await readModels.sealHours(generation, allQuiet(most))) > 0);
};

export const allLegs = (readModels: ReadModels, generation: Generation, listing: Listing = {}) => {
  const { filter = EVERY_CALL, sort = '-startedAt', limit = 500 } = listing;
  return followPages((after) => readModels.findLegs(generation, { filter, sort, limit, after }), limit);
};
