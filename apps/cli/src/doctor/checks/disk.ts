import { existsSync, statfsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { ok, worst, type Check, type Examined, type Finding, type Verdict } from '../check.js';

const MEGABYTE = 1024 * 1024;
const DAY_SECONDS = 24 * 3600;

/** A build waits below it, and what is left is for the live calls and the log (docs/rebuilds.md#when-something-goes-wrong). */
const RESERVED_BYTES = 256 * MEGABYTE;
const SCARCE_BYTES = 1024 * MEGABYTE;
const SCARCE_DAYS = 14;
const FULL_SOON_DAYS = 3;
/** Of the disk of a server of its own, of which nothing else is known. */
const SCARCE_SHARE = 0.1;

export const size = (bytes: number): string =>
  bytes >= 1024 * MEGABYTE ? `${(bytes / MEGABYTE / 1024).toFixed(1)} GB` : `${(bytes / MEGABYTE).toFixed(1)} MB`;

/** One disk: how much is free, and how bad that is. */
interface Room {
  readonly verdict: Verdict;
  readonly text: string;
}

/** Bytes by which the files in DATA_DIR grow a day; null where that is not known. The read models grow with the log. */
const growthADay = ({ log, readModels }: Examined): number | null => {
  if (log.inspection?.growth == null) return null;
  const { growth, bytes } = log.inspection;
  const ofReadModels = bytes === null || bytes === 0 ? 0 : (readModels.inspection?.bytes ?? 0) / bytes;
  return (growth.bytes / growth.seconds) * DAY_SECONDS * (1 + ofReadModels);
};

const verdictOf = (free: number, days: number): Verdict => {
  if (free < RESERVED_BYTES || days < FULL_SOON_DAYS) return 'error';
  return free < SCARCE_BYTES || days < SCARCE_DAYS ? 'warning' : 'ok';
};

/** The folder, or, where it has not been made yet, the one in which it would be. */
const nearest = (folder: string): string => (existsSync(folder) ? folder : nearest(dirname(folder)));

const freeBytes = ({ settings }: Examined): number => {
  const { bavail, bsize } = statfsSync(nearest(resolve(settings.dataDir)));
  return bavail * bsize;
};

const roomOfDataDir = (examined: Examined, free: number): Room => {
  const aDay = growthADay(examined);
  const days = aDay === null || aDay <= 0 ? Infinity : free / aDay;
  const pace =
    aDay === null
      ? 'how fast it fills is not known yet'
      : `about ${size(aDay)} a day of late, full in ${days > 999 ? 'years' : `${Math.floor(days)} days`}`;
  return { verdict: verdictOf(free, days), text: `DATA_DIR: ${size(free)} free, ${pace}` };
};

const roomForRebuild = ({ readModels }: Examined, free: number): readonly Room[] => {
  const bytes = readModels.inspection?.bytes ?? 0;
  return free >= bytes + RESERVED_BYTES
    ? []
    : [
        {
          verdict: 'warning',
          text: `too little for a rebuild: it needs about ${size(bytes)}, and leaves ${size(RESERVED_BYTES)}`,
        },
      ];
};

const roomOfServer = ({ readModels }: Examined): readonly Room[] => {
  if (readModels.inspection?.serverDisk == null) return [];
  const { free, total } = readModels.inspection.serverDisk;
  const verdict = free < RESERVED_BYTES ? 'error' : free < total * SCARCE_SHARE ? 'warning' : 'ok';
  return [{ verdict, text: `the disk of the read models' server: ${size(free)} of ${size(total)} free` }];
};

/** How much is free, and for how long that is enough. */
export const disk: Check = {
  name: 'disk',
  look: (examined): Finding => {
    const { eventStoreUrl, readModelUrl, ingestSpool } = examined.settings;
    const usesDataDir = [eventStoreUrl, readModelUrl].includes('sqlite') || ingestSpool;
    const free = freeBytes(examined);
    const rooms = [
      ...(usesDataDir ? [roomOfDataDir(examined, free)] : []),
      ...(readModelUrl === 'sqlite' ? roomForRebuild(examined, free) : []),
      ...roomOfServer(examined),
    ];
    if (rooms.length === 0) return ok('only servers have data: their disks are not seen from here');
    const verdict = worst(rooms.map((room) => room.verdict));
    const message = rooms.map(({ text }) => text).join('; ');
    if (verdict === 'ok') return ok(message);
    const remedy = { text: 'make room, or give it a larger disk', runbook: 'docs/runbook.md#the-disk-is-full' };
    return { verdict, message, remedy };
  },
};
