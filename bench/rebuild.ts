import { runProgram } from './childProgram.js';
import type { FoldFigures, Pass } from './foldLog.js';
import { inFolder } from './folder.js';
import type { BenchOptions } from './options.js';
import { round } from './percentiles.js';

const rate = ({ events, seconds }: Pass): number => events / seconds;
const line = (name: string, pass: Pass): string =>
  `${name.padEnd(44)} ${round(rate(pass), 0).padStart(8)} events/s  (${round(pass.events, 0)} in ${round(pass.seconds)} s)`;

/** Events a second of a rebuild, against reading the same log and doing nothing. */
export const benchRebuild = (options: BenchOptions): Promise<string[]> =>
  inFolder(async (folder) => {
    const args = [folder, String(options.calls), String(options.seed)];
    const { fill, read, first, rebuild, memory } = await runProgram<FoldFigures>('dist/bench/foldLog.js', args);
    return [
      `rebuild: ${round(options.calls, 0)} generated calls of every kind, embedded stores`,
      line('appending them to the log, 1,000 in flight', fill),
      line('reading the log, nothing else', read),
      line('first build: linker and projection together', first),
      line('rebuild: the projection alone', rebuild),
      `ratio of the rebuild to reading alone: ${round(rate(rebuild) / rate(read), 2)} (aim: over 20,000 events/s)`,
      `memory at each quarter of the rebuild: ${memory.map((megabytes) => round(megabytes, 0)).join(', ')} MB`,
    ];
  });
