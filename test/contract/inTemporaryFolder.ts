import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { StoreUnderTest } from './storeUnderTest.js';

/** A store in a folder of its own, which goes with it. */
export const inTemporaryFolder = async <Client>(
  open: (dataDir: string) => Promise<Client>,
): Promise<StoreUnderTest<Client>> => {
  const dataDir = await mkdtemp(join(tmpdir(), 'call-analytics-'));
  return { open: () => open(dataDir), dispose: () => rm(dataDir, { recursive: true }) };
};
