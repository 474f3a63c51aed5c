import { inTemporaryFolder } from '../../../../test/contract/inTemporaryFolder.js';
import type { StoreUnderTest } from '../../../../test/contract/storeUnderTest.js';
import { openLogConnection } from '../eventLog/schema.js';
import { openReadModelsConnection } from '../readModels/schema.js';
import type { Database } from './driver.js';
import { inSyncedTransaction, inTransaction } from './transaction.js';

/** As SQLite numbers them: 1 is NORMAL, 2 is FULL. */
const waitsForDisk = (db: Database): boolean =>
  (db.prepare('PRAGMA synchronous').get() as { synchronous: number }).synchronous === 2;

describe('a commit', () => {
  let store: StoreUnderTest<Database>;
  let db: Database;
  const open = async (connect: (dataDir: string) => Promise<Database>): Promise<void> => {
    store = await inTemporaryFolder(connect);
    db = await store.open();
  };
  afterEach(async () => {
    db.close();
    await store.dispose();
  });

  it('of the event log waits for the disk', async () => {
    await open(openLogConnection);
    expect(inTransaction(db, () => waitsForDisk(db))).toBe(true);
  });

  it('of the read models waits for it only where it is asked to, whether or not it fails', async () => {
    await open(openReadModelsConnection);
    expect(inTransaction(db, () => waitsForDisk(db))).toBe(false);
    expect(inSyncedTransaction(db, () => waitsForDisk(db))).toBe(true);
    expect(() => inSyncedTransaction(db, () => db.exec('nonsense'))).toThrow(/syntax/);
    expect(waitsForDisk(db)).toBe(false);
  });
});
