import { RevisionConflict, StoreUnavailable } from '#ports';
import type { StoreUnderTest } from '../../../../test/contract/storeUnderTest.js';
import { inTemporaryFolder } from '../../../../test/contract/inTemporaryFolder.js';
import type { Database } from '../sqlite/driver.js';
import { AppendGroups, type AppendRequest, type EventRow } from './appendGroup.js';
import { openLogConnection, prepareLog } from './schema.js';

const event = (id: string, text = '{}'): EventRow => ({ id, type: 'DialogCreated', text, metadata: '{}' });
const append = (
  stream: string,
  ids: readonly string[],
  expected: AppendRequest['expected'] = 'any',
): AppendRequest => ({ stream, events: ids.map((id) => event(id)), expected });

describe('a group of appends', () => {
  let store: StoreUnderTest<Database>;
  let db: Database;
  let groups: AppendGroups;
  beforeEach(async () => {
    store = await inTemporaryFolder(openLogConnectionPrepared);
    db = await store.open();
    groups = new AppendGroups(db);
  });
  afterEach(async () => {
    db.close();
    await store.dispose();
  });
  const stored = (): unknown[] => {
    const rows = db.prepare(
      'SELECT s.name, e.revision, e.id FROM events e JOIN streams s ON s.id = e.stream ORDER BY e.position',
    );
    rows.setReturnArrays(true);
    return rows.all();
  };

  it('sees its own writes, and one that conflicts does not fail the others', () => {
    const outcomes = groups.commit([
      append('s', ['a'], 'none'),
      append('s', ['b'], 'none'),
      append('s', ['c'], 0),
      append('s', ['a'], 'none'),
      append('missing', ['d'], 7),
    ]);
    expect(outcomes[0]).toEqual({ revision: 0, position: 1, repeated: false });
    expect(outcomes[1]).toEqual(new RevisionConflict('s', 'none', 0));
    expect(outcomes[2]).toEqual({ revision: 1, position: 2, repeated: false });
    expect(outcomes[3]).toEqual({ revision: 0, position: 1, repeated: true });
    expect(outcomes[4]).toEqual(new RevisionConflict('missing', 7, null));
    expect(stored()).toEqual([
      ['s', 0, 'a'],
      ['s', 1, 'c'],
    ]);
  });

  it('writes of a batch under any what the stream does not hold yet', () => {
    groups.commit([append('s', ['a', 'b'])]);
    expect(groups.commit([append('s', ['c', 'a', 'd', 'd'])])).toEqual([{ revision: 3, position: 4, repeated: false }]);
    expect(groups.commit([append('s', ['c', 'a'])])).toEqual([{ revision: 0, position: 1, repeated: true }]);
    expect(stored()).toEqual([
      ['s', 0, 'a'],
      ['s', 1, 'b'],
      ['s', 2, 'c'],
      ['s', 3, 'd'],
    ]);
  });

  it('holds an id once in a stream also at the right revision', () => {
    groups.commit([append('s', ['a', 'b'])]);
    expect(groups.commit([append('s', ['a'], 1)])).toEqual([{ revision: 0, position: 1, repeated: true }]);
    expect(groups.commit([append('s', ['a', 'c'], 1)])).toEqual([{ revision: 2, position: 3, repeated: false }]);
  });

  it('fails whole when the disk is full, with nothing written, and can be repeated when there is room', () => {
    groups.commit([append('s', ['a'], 'none')]);
    const { page_count: pages } = db.prepare('PRAGMA page_count').get() as { page_count: number };
    const group: AppendRequest[] = [
      append('s', ['b'], 'none'),
      append('s', ['c'], 0),
      { stream: 't', events: [event('d', JSON.stringify({ pad: 'x'.repeat(100_000) }))], expected: 'none' },
    ];
    db.exec(`PRAGMA max_page_count = ${pages}`);
    expect(() => groups.commit(group)).toThrow(StoreUnavailable);
    expect(() => groups.commit(group)).toThrow(/full/);
    expect(stored()).toEqual([['s', 0, 'a']]);
    db.exec('PRAGMA max_page_count = 1000000');
    expect(groups.commit(group)).toMatchObject([{ actual: 0 }, { revision: 1 }, { revision: 0 }]);
  });
});

const openLogConnectionPrepared = async (dataDir: string): Promise<Database> => {
  const db = await openLogConnection(dataDir);
  prepareLog(db, dataDir);
  return db;
};
