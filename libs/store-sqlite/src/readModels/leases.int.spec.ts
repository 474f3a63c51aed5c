import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Database } from '../sqlite/driver.js';
import { inTransaction } from '../sqlite/transaction.js';
import { Leases } from './leases.js';
import { openReadModelsConnection, prepareReadModels, readModelsFile } from './schema.js';

describe("leases in SQLite's file", () => {
  let dataDir: string;
  let db: Database;
  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'call-analytics-'));
    db = await openReadModelsConnection(dataDir);
    prepareReadModels(db, readModelsFile(dataDir));
  });
  afterEach(async () => {
    db.close();
    await rm(dataDir, { recursive: true });
  });

  it('do not run out while nobody can renew them', () => {
    const leases = new Leases(db);
    const lease = { name: 'rebuild', now: 10_000, forMs: 1_000 };
    expect(leases.hold({ ...lease, owner: 'builder' })).toBe(true);
    const began = performance.now();
    const answer = inTransaction(db, () =>
      leases.whileNobodyRenews(() => {
        while (performance.now() - began < 50); // busy, as a long statement is
        return 'done';
      }),
    );
    const tookAtLeast = 50;
    expect(leases.hold({ ...lease, owner: 'builder' })).toBe(true); // a renewal from before that had to wait
    expect(answer).toBe('done');
    expect(leases.hold({ ...lease, owner: 'other', now: 11_000 + tookAtLeast - 1 })).toBe(false);
    expect(leases.hold({ ...lease, owner: 'other', now: 11_000 + 3_600_000 })).toBe(true);
  });
});
