import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Where a build puts the dashboard: beside package.json, which stands above both the sources and dist/. */
export const dashboardFolder = (): string => {
  let folder = new URL('.', import.meta.url);
  while (!existsSync(new URL('package.json', folder))) folder = new URL('..', folder);
  return fileURLToPath(new URL('dist/apps/dashboard', folder));
};
