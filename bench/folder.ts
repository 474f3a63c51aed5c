import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';

/**
 * Does the work with a folder of its own and removes it. It lies in ./data and not in the system's temporary folder, which is
 * memory on many systems: a commit there would be no commit.
 */
export const inFolder = async <Result>(work: (folder: string) => Promise<Result>): Promise<Result> => {
  const parent = resolve('data');
  mkdirSync(parent, { recursive: true });
  const folder = mkdtempSync(join(parent, 'bench-'));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};
