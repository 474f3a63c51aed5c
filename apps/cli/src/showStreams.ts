import { stderr } from 'node:process';
import { whole } from './amounts.js';

const TELL_MILLISECONDS = 5_000;

/** Shows now and then, on standard error, how many streams have been folded. How many there are is not known. */
export const showStreams = (): ((streams: number) => void) => {
  const startedAt = performance.now();
  let toldAt = startedAt;
  return (streams) => {
    const now = performance.now();
    if (now - toldAt < TELL_MILLISECONDS) return;
    toldAt = now;
    stderr.write(`${whole(streams)} streams folded; ${whole((1000 * streams) / (now - startedAt))}/s\n`);
  };
};
