import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';

/** Which import this is: another file, another content, source or log is another one. */
export interface ImportKey {
  readonly file: string;
  readonly size: number;
  readonly modifiedMs: number;
  readonly source: string;
  readonly logIdentity: string;
}

export const importKeyOf = async (path: string, source: string, logIdentity: string): Promise<ImportKey> => {
  const { size, mtimeMs } = await stat(path);
  return { file: resolve(path), size, modifiedMs: mtimeMs, source, logIdentity };
};

/** How far an import has come, all its runs together. */
export interface ImportMark {
  readonly linesDone: number;
  readonly refused: number;
}

/**
 * How far an import has come: every line up to `linesDone` is durable in the log, or refused. Kept in the data folder until the
 * import is through, so that one that was stopped goes on where it was. Losing it does no harm: the same lines again change nothing.
 */
export class ImportState {
  readonly #path: string;

  constructor(
    dataDir: string,
    private readonly key: ImportKey,
  ) {
    const name = createHash('sha256').update(JSON.stringify(key)).digest('hex').slice(0, 32);
    this.#path = join(dataDir, 'imports', `${name}.json`);
  }

  /** What earlier runs have done; nothing when there was none. */
  async read(): Promise<ImportMark> {
    let text: string;
    try {
      text = await readFile(this.#path, 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { linesDone: 0, refused: 0 };
      throw error;
    }
    return JSON.parse(text) as ImportMark;
  }

  async save({ linesDone, refused }: ImportMark): Promise<void> {
    await mkdir(dirname(this.#path), { recursive: true });
    await writeFile(`${this.#path}.new`, JSON.stringify({ ...this.key, linesDone, refused }));
    await rename(`${this.#path}.new`, this.#path);
  }

  async forget(): Promise<void> {
    await rm(this.#path, { force: true });
  }
}
