import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { once } from 'node:events';
import { ROOT } from '../support/startProduct.js';
import { ownEnvironment } from './instance.js';
import { month, type Sent } from './month.js';
import { Schedule } from './schedule.js';

/** Of one call in so many, the second half is delivered late: now, instead of with its day. */
const ONE_LATE_IN = 60;

/** The last minutes are busy whatever the hour is, so that there is something to see. */
const BUSY_SECONDS = 1200;
/** What happened so recently is delivered and not imported: an imported call without a close counts as stale at once. */
const DELIVERED_SECONDS = 180;

/** What is left to be delivered once the month is in the log. */
export interface Left {
  /** Came late: to be delivered now. */
  readonly late: readonly Sent[];
  /** Of the last minutes, of calls that are still going on, and of new ones: each to be delivered when it is due. */
  readonly coming: Schedule;
}

/** An import knows no time of receipt: an event that does not say when it happened would count as of today. */
const linesOf = (sent: readonly Sent[]): string =>
  sent.flatMap(({ event, saysWhen }) => (saysWhen ? [`${JSON.stringify(event)}\n`] : [])).join('');

/** Writes the month and most of its busy last minutes as a file of deliveries. */
const writeMonth = async (file: string, now: number): Promise<Left> => {
  const late: Sent[] = [];
  const later: Sent[] = [];
  const busyFrom = now - BUSY_SECONDS;
  const output = createWriteStream(file);
  let number = 0;
  for (const call of month(busyFrom)) {
    number += 1;
    later.push(...call.filter(({ at }) => at > busyFrom));
    const past = call.filter(({ at }) => at <= busyFrom);
    if (number % ONE_LATE_IN === 0)
      late.push(...past.splice(Math.ceil(past.length / 2)).filter(({ saysWhen }) => saysWhen));
    if (!output.write(linesOf(past))) await once(output, 'drain');
  }
  const coming = new Schedule(busyFrom, later);
  output.end(linesOf(coming.due(now - DELIVERED_SECONDS)));
  await once(output, 'close');
  return { late, coming };
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
