import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { round } from './percentiles.js';

/** Processor time of each thread of a process in nanoseconds, by thread id. Empty where the system is not Linux. */
export type ThreadTimes = ReadonlyMap<number, number>;

export const threadTimes = (pid: number): ThreadTimes => {
  const tasks = `/proc/${pid}/task`;
  if (!existsSync(tasks)) return new Map();
  const timeOf = (thread: string): number => {
    try {
      return Number(readFileSync(`${tasks}/${thread}/schedstat`, 'utf8').split(' ', 1)[0]);
    } catch {
      return 0; // the thread has ended since the folder was read
    }
  };
  return new Map(readdirSync(tasks).map((thread) => [Number(thread), timeOf(thread)] as const));
};

const SHOWN_THREADS = 4;
/** What takes less is not worth a place in the line. */
const LEAST_MICROSECONDS = 0.5;

/** What each of so many pieces of work has cost between two looks: the main thread, then the others, the busiest first. */
export const costLine = (what: string, before: ThreadTimes, after: ThreadTimes, pieces: number): string => {
  if (after.size === 0) return `processor time a ${what}: not measured, this system does not tell it`;
  const [main] = [...after.keys()].sort((one, other) => one - other); // a process's first thread has its id, the lowest
  const costs = [...after].map(([thread, time]) => ({
    thread,
    microseconds: (time - (before.get(thread) ?? 0)) / 1000 / pieces,
  }));
  const ofMain = costs.find(({ thread }) => thread === main)?.microseconds ?? NaN;
  const others = costs
    .filter(({ thread, microseconds }) => thread !== main && microseconds >= LEAST_MICROSECONDS)
    .map(({ microseconds }) => round(microseconds))
    .sort((one, other) => Number(other) - Number(one))
    .slice(0, SHOWN_THREADS);
  const all = costs.reduce((sum, { microseconds }) => sum + microseconds, 0);
  return `processor time a ${what}: main thread ${round(ofMain)} µs, the busiest others ${others.join(', ')}; all threads ${round(all)}`;
};
