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

/** Does the work in a folder of this name that stays, where one to keep such in is given; else in a passing one. */
export const inKeptFolder = <Result>(
  keep: string | undefined,
  name: string,
  work: (folder: string) => Promise<Result>,
): Promise<Result> => {
  if (keep === undefined) return inFolder(work);
  const folder = resolve(keep, name);
  mkdirSync(folder, { recursive: true });
  return work(folder);
};
