import { stderr } from 'node:process';
import { whole } from './amounts.js';

const SHOW_MILLISECONDS = 5_000;

/** Shows now and then, on standard error, how many streams have been folded. How many there are is not known. */
export const showStreams = (): ((streams: number) => void) => {
  const startedAt = performance.now();
  let shownAt = startedAt;
  return (streams) => {
    const now = performance.now();
    if (now - shownAt < SHOW_MILLISECONDS) return;
    shownAt = now;
    stderr.write(`${whole(streams)} streams folded; ${whole((1000 * streams) / (now - startedAt))}/s\n`);
  };
};
