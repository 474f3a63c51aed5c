import { stderr } from 'node:process';
import { Presets, SingleBar } from 'cli-progress';
import { duration, whole } from '../amounts.js';
import type { ImportProgress } from './importFile.js';

const BAR_MILLISECONDS = 200;
const LINE_MILLISECONDS = 5000;

/** Events a second and the time left, by the share of the file that has been read. */
const paceOf = (progress: ImportProgress, size: number, seconds: number) => ({
  rate: `${whole(progress.read / seconds)}/s`,
  left: duration((seconds * (size - progress.bytesRead)) / progress.bytesRead),
});

const countsOf = ({ read, appended, repeated, refused }: ImportProgress): string =>
  `${whole(read)} read, ${whole(appended)} appended, ${whole(repeated)} repeated, ${whole(refused)} refused`;

/**
 * Shows on standard error how an import goes: a bar on a terminal, else a line now and then. Answers how to end it.
 */
export const showProgress = (progress: () => ImportProgress, size: number): (() => void) => {
  const startedAt = performance.now();
  const pace = () => paceOf(progress(), size, (performance.now() - startedAt) / 1000);
  if (!stderr.isTTY) {
    const timer = setInterval(() => {
      const { rate, left } = pace();
      const share = ((100 * progress().bytesRead) / size).toFixed(1);
      stderr.write(`${share}%: ${countsOf(progress())}; ${rate}, ${left} left\n`);
    }, LINE_MILLISECONDS);
    return () => clearInterval(timer);
  }
  const format = '{bar} {percentage}% | {counts} | {rate} | {left} left';
  const bar = new SingleBar({ format, hideCursor: true, stream: stderr }, Presets.shades_classic);
  const show = () => bar.update(progress().bytesRead, { counts: countsOf(progress()), ...pace() });
  bar.start(size, 0, { counts: '', rate: '', left: '' });
  const timer = setInterval(show, BAR_MILLISECONDS);
  return () => {
    clearInterval(timer);
    show();
    bar.stop();
  };
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
