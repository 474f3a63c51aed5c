import { open, rename, rm, stat, type FileHandle } from 'node:fs/promises';

/** Where an export is written. */
export interface ExportTarget {
  /** @throws Error the disk is full, or the file cannot be written */
  write(bytes: Uint8Array): Promise<void>;
  /** All of it is there. */
  keep(): Promise<void>;
  /** It came to an end before its end: only whole pieces stay, so the file can be gone on with; of a Parquet file nothing. */
  giveUp(): Promise<void>;
}

export interface TargetOptions {
  /** Replace a file that is there. */
  readonly force: boolean;
  /** Write behind what is there. */
  readonly goesOn: boolean;
  /** Useless before it is whole: it is written beside, and takes its name at the end. */
  readonly isWholeOrNothing: boolean;
}

const openFile = async (path: string, { force, goesOn }: TargetOptions): Promise<FileHandle> => {
  try {
    return await open(path, goesOn ? 'a' : force ? 'w' : 'wx');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    throw new Error(`${path} is there already: --force replaces it, --after CALL_ID goes on in it (not in Parquet)`);
  }
};

const isThere = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

/** Written in place: what is there can be used, and gone on with. */
const inPlace = async (path: string, options: TargetOptions): Promise<ExportTarget> => {
  const file = await openFile(path, options);
  let whole = (await file.stat()).size;
  return {
    write: async (bytes) => {
      await file.writeFile(bytes);
      whole += bytes.length;
    },
    keep: () => file.close(),
    giveUp: async () => {
      await file.truncate(whole);
      await file.close();
    },
  };
};

/** Written under another name, which nobody takes for the file. */
const beside = async (path: string, options: TargetOptions): Promise<ExportTarget> => {
  if (!options.force && (await isThere(path))) throw new Error(`${path} is there already: --force replaces it`);
  const part = `${path}.part`;
  const file = await open(part, 'w');
  return {
    write: (bytes) => file.writeFile(bytes),
    keep: async () => {
      await file.close();
      await rename(part, path);
    },
    giveUp: async () => {
      await file.close();
      await rm(part);
    },
  };
};

/** @throws Error the file is there already, or cannot be written; the message says what to do */
export const openTarget = (path: string, options: TargetOptions): Promise<ExportTarget> =>
  options.isWholeOrNothing ? beside(path, options) : inPlace(path, options);
