import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';

/** In the repository's root, where npm runs its scripts. */
const GUIDE = 'docs/architecture.md';
const BEGIN = '<!-- modules: drawn by npm run modules -->';
const END = '<!-- /modules -->';

/** Arrows come in the order in which files import, which is no news: here they are sorted. */
const withSortedArrows = (chart: string): string => {
  const lines = chart.split('\n');
  const isArrow = (line: string): boolean => line.includes('-->');
  return [...lines.filter((line) => !isArrow(line)), ...lines.filter(isArrow).sort()].join('\n');
};

/** The folders and their imports as a mermaid flowchart, tests left out. */
const drawModules = (): string => {
  const chart = execFileSync(
    process.execPath,
    [
      'node_modules/dependency-cruiser/bin/dependency-cruise.mjs',
      ...['--output-type', 'mermaid'],
      ...['--collapse', '^(apps|libs)/[^/]+'],
      ...['--include-only', '^(apps|libs)/'],
      ...['--exclude', '\\.spec\\.ts$|^apps/[^/]+/spec/'],
      ...['apps', 'libs'],
    ],
    { encoding: 'utf8' },
  );
  return withSortedArrows(chart.trim());
};

/** @throws Error for a guide without the two markers */
const withPicture = (guide: string, picture: string): string => {
  const begin = guide.indexOf(BEGIN);
  const end = guide.indexOf(END);
  if (begin === -1 || end < begin) throw new Error(`${GUIDE} lacks "${BEGIN}" and "${END}"`);
  return `${guide.slice(0, begin)}${BEGIN}\n\n\`\`\`mermaid\n${picture}\n\`\`\`\n\n${guide.slice(end)}`;
};

const guide = readFileSync(GUIDE, 'utf8');
const drawn = await format(withPicture(guide, drawModules()), { ...(await resolveConfig(GUIDE)), parser: 'markdown' });
if (!process.argv.includes('--check')) {
  writeFileSync(GUIDE, drawn);
} else if (drawn !== guide) {
  console.error(`${GUIDE} does not show the modules as they are: run npm run modules and commit it`);
  process.exitCode = 1;
}
