import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { once } from 'node:events';
import { ROOT } from '../support/startProduct.js';
import { ownEnvironment } from './instance.js';
import { month, type Sent } from './month.js';

/** Of one call in so many, the second half is delivered late: now, instead of with its day. */
const ONE_LATE_IN = 60;

/** What is left to be delivered once the month is in the log. */
export interface Left {
  /** Came late: to be delivered now. */
  readonly late: readonly Sent[];
  /** Will come: of calls that are still going on. */
  readonly later: readonly Sent[];
}

/** Writes the month as a file of deliveries. */
const writeMonth = async (file: string, now: number): Promise<Left> => {
  const late: Sent[] = [];
  const later: Sent[] = [];
  const output = createWriteStream(file);
  let number = 0;
  for (const call of month(now)) {
    number += 1;
    later.push(...call.filter(({ at }) => at > now));
    const past = call.filter(({ at }) => at <= now);
    if (number % ONE_LATE_IN === 0) late.push(...past.splice(Math.ceil(past.length / 2)));
    const lines = past.map(({ event }) => `${JSON.stringify(event)}\n`).join('');
    if (!output.write(lines)) await once(output, 'drain');
  }
  output.end();
  await once(output, 'close');
  return { late, later };
};

const importFile = async (file: string, dataDir: string): Promise<void> => {
  const program = join(ROOT, 'dist/apps/cli/src/main.js');
  const child = spawn(process.execPath, [program, 'import', file, '--source', 'demo'], {
    cwd: dataDir,
    env: ownEnvironment({ DATA_DIR: dataDir }),
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error('the month could not be imported');
};

/** Fills the event log of a data folder with the month before `now` (seconds since the epoch), as an import of history does. */
export const fillMonth = async (dataDir: string, now: number): Promise<Left> => {
  const file = join(dataDir, 'month.ndjson');
  const left = await writeMonth(file, now);
  await importFile(file, dataDir);
  await rm(file);
  return left;
};
