import 'reflect-metadata';
import { readFile, writeFile } from 'node:fs/promises';
import { openapiText } from './openapi/document.js';

/** In the repository's root, where npm runs its scripts. */
const FILE = 'openapi.json';

const isCurrent = async (text: string): Promise<boolean> => {
  try {
    return (await readFile(FILE, 'utf8')) === text;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
};

const text = await openapiText();
if (!process.argv.includes('--check')) {
  await writeFile(FILE, text);
} else if (!(await isCurrent(text))) {
  console.error(`${FILE} is not what the code says: run npm run openapi and commit it`);
  process.exitCode = 1;
}
