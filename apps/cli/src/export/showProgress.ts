import { stderr } from 'node:process';
import { Presets, SingleBar } from 'cli-progress';
import { whole } from '../amounts.js';

const BAR_MILLISECONDS = 200;
const LINE_MILLISECONDS = 5000;

/** Shows on standard error how many of the rows are written: a bar on a terminal, else a line now and then. Answers how to end it. */
export const showProgress = (written: () => number, total: number): (() => void) => {
  const startedAt = performance.now();
  const rate = (): string => `${whole(written() / ((performance.now() - startedAt) / 1000))} rows/s`;
  if (!stderr.isTTY) {
    const line = (): boolean => stderr.write(`${whole(written())} of ${whole(total)} rows, ${rate()}\n`);
    const timer = setInterval(line, LINE_MILLISECONDS);
    return () => clearInterval(timer);
  }
  const format = '{bar} {percentage}% | {value} of {total} rows | {rate} | {eta_formatted} left';
  const bar = new SingleBar({ format, hideCursor: true, stream: stderr }, Presets.shades_classic);
  const show = (): void => bar.update(written(), { rate: rate() });
  bar.start(total, 0, { rate: '' });
  const timer = setInterval(show, BAR_MILLISECONDS);
  return () => {
    clearInterval(timer);
    show();
    bar.stop();
  };
};
