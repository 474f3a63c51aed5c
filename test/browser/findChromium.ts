import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome'];

const isProgram = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

/** CHROMIUM_BIN when set (then nothing else will do), else a Chromium on PATH; null: there is none. */
export const findChromium = (): string | null => {
  const given = process.env['CHROMIUM_BIN'] ?? '';
  if (given !== '') return isProgram(given) ? given : null;
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return folders.flatMap((folder) => NAMES.map((name) => join(folder, name))).find(isProgram) ?? null;
};
