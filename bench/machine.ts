import { arch, cpus, platform, totalmem } from 'node:os';
import { DatabaseSync } from '@photostructure/sqlite';

/** What the figures were taken on: without it they say nothing. */
export const describeMachine = (): string[] => {
  const database = new DatabaseSync(':memory:');
  const { version } = database.prepare('SELECT sqlite_version() AS version').get() as { version: string };
  database.close();
  const [first] = cpus();
  return [
    `machine  ${first?.model ?? 'unknown cpu'}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GB, ${platform()} ${arch()}`,
    `versions node ${process.version}, SQLite ${version} (bundled)${process.versions.sqlite === undefined ? '' : `, ${process.versions.sqlite} (built in)`}`,
    `command  npm run bench -- ${process.argv.slice(2).join(' ')}`,
    `date     ${new Date().toISOString()}`,
  ];
};
