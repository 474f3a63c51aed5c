import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { brokenCitations, foreignCitations, type TextFile } from './citationRules.js';

/** From the repository's root, where npm runs its scripts. */
const FOLDERS = ['apps', 'libs', 'test', 'bench', 'checks', 'docs', 'docker'];
const CITING = /\.(ts|mjs|md|yml)$|Dockerfile$/;
/** Its examples of broken citations are meant to be broken. */
const EXAMPLES = 'checks/citationRules';

const paths = [
  ...readdirSync('.').filter((name) => CITING.test(name)),
  ...FOLDERS.flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => CITING.test(name))
      .map((name) => `${folder}/${name.replaceAll('\\', '/')}`),
  ),
].filter((path) => !path.startsWith(EXAMPLES) && !path.includes('/node_modules/'));
const files: readonly TextFile[] = paths.map((path) => ({ path, text: readFileSync(path, 'utf8') }));

const complaints = [...brokenCitations(files, existsSync), ...foreignCitations(files)];
for (const complaint of complaints) console.error(complaint);
if (complaints.length > 0) process.exitCode = 1;
