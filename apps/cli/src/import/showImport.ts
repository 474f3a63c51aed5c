import { duration, whole } from '../amounts.js';
import { showProgress } from '../showProgress.js';
import type { ImportProgress } from './importFile.js';

/** Events a second and the time left, by the share of the file that has been read. */
const paceOf = (progress: ImportProgress, size: number, seconds: number) => ({
  rate: `${whole(progress.read / seconds)}/s`,
  left: duration((seconds * (size - progress.bytesRead)) / progress.bytesRead),
});

const countsOf = ({ read, appended, repeated, refused }: ImportProgress): string =>
  `${whole(read)} read, ${whole(appended)} appended, ${whole(repeated)} repeated, ${whole(refused)} refused`;

/** Shows how an import goes (showProgress). */
export const showImport = (progress: () => ImportProgress, size: number): (() => void) => {
  const startedAt = performance.now();
  return showProgress({
    total: size,
    done: () => progress().bytesRead,
    fields: () => ({
      counts: countsOf(progress()),
      ...paceOf(progress(), size, (performance.now() - startedAt) / 1000),
    }),
    format: '{bar} {percentage}% | {counts} | {rate} | {left} left',
    line: ({ counts, rate, left }) =>
      `${((100 * progress().bytesRead) / size).toFixed(1)}%: ${counts}; ${rate}, ${left} left`,
  });
};

/** Said of a log on a server, which may store a repeat once more (docs/eventstoredb.md#counts-of-repeats). */
const LOWER_BOUND =
  'repeated is a lower bound: this log may store a repeat again and count it as appended; readers ignore it';

/** What is printed at the end. `knowsAllRepeats`: the log recognises every repeat. */
export const summaryOf = (progress: ImportProgress, knowsAllRepeats: boolean): string => {
  const { skipped, refused, refusedLines } = progress;
  const hidden = refused - refusedLines.length;
  return [
    ...(skipped > 0 ? [`${whole(skipped)} lines had been done by an earlier run`] : []),
    countsOf(progress),
    ...refusedLines.map(({ line, reason }) => `  line ${line}: ${reason}`),
    ...(hidden > 0 ? [`  and ${whole(hidden)} more: --refused FILE writes them all to a file`] : []),
    ...(knowsAllRepeats ? [] : [LOWER_BOUND]),
  ].join('\n');
};
