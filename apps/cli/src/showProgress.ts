import { stderr } from 'node:process';
import { Presets, SingleBar } from 'cli-progress';

const BAR_MILLISECONDS = 200;
const LINE_MILLISECONDS = 5_000;

/** Work that takes its time; `Fields` are texts that are shown beside the bar. */
interface Work<Fields extends Readonly<Record<string, string>>> {
  readonly total: number;
  /** How much of the total is done. */
  readonly done: () => number;
  readonly fields: () => Fields;
  /** Of the bar, by names of fields and of cli-progress. */
  readonly format: string;
  /** What is shown instead of the bar where there is no terminal. */
  readonly line: (fields: Fields) => string;
}

/** Shows on standard error how some work goes: a bar on a terminal, else a line now and then. Answers how to end it. */
export const showProgress = <Fields extends Readonly<Record<string, string>>>(work: Work<Fields>): (() => void) => {
  const { total, done, fields, format, line } = work;
  if (!stderr.isTTY) {
    const timer = setInterval(() => stderr.write(`${line(fields())}\n`), LINE_MILLISECONDS);
    return () => clearInterval(timer);
  }
  const bar = new SingleBar({ format, hideCursor: true, stream: stderr }, Presets.shades_classic);
  const show = (): void => bar.update(done(), fields());
  bar.start(total, 0, Object.fromEntries(Object.keys(fields()).map((name) => [name, ''])));
  const timer = setInterval(show, BAR_MILLISECONDS);
  return () => {
    clearInterval(timer);
    show();
    bar.stop();
  };
};
