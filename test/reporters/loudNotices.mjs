import { writeSync } from 'node:fs';

/**
 * A jest reporter: repeats, as the last lines of a run, every suite that was skipped because something it needs could not be had. Such a
 * suite's title begins with "NOT RUN:" and says what to do about it.
 */
const NOT_RUN = 'NOT RUN:';

const noticesOf = ({ testResults }) =>
  testResults
    .flatMap((file) => file.testResults)
    .filter(({ status }) => status === 'pending')
    .flatMap(({ ancestorTitles }) => ancestorTitles)
    .filter((title) => title.startsWith(NOT_RUN));

export default class LoudNotices {
  onRunComplete(_contexts, results) {
    const notices = [...new Set(noticesOf(results))];
    if (notices.length === 0) return;
    const line = '!'.repeat(80);
    // jest prints its summary after every reporter has had its turn
    process.once('exit', () => writeSync(2, `\n${line}\n${notices.join('\n')}\n${line}\n`));
  }
}
