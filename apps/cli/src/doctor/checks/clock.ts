import { ok, unknown, type Check, type Examined, type Finding, type Verdict } from '../check.js';

const NOTICED_SECONDS = 2;
/** From here on `stale`, `final` and times of receipt are plainly wrong. */
const WRONG_SECONDS = 60;

interface Compared {
  readonly verdict: Verdict;
  readonly text: string;
}

/** @param ahead seconds by which the other clock is ahead of this one */
const compared = (ahead: number, text: (seconds: string) => string): Compared => {
  const off = Math.abs(ahead);
  const verdict = off >= WRONG_SECONDS ? 'error' : off >= NOTICED_SECONDS ? 'warning' : 'ok';
  return { verdict, text: text(off.toFixed(1)) };
};

/** An event that was logged in the future: by this clock, or that of the log's server. One that is old says nothing. */
const byNewestEvent = ({ log, now }: Examined): readonly Compared[] => {
  const newest = log.inspection?.newestEventAt ?? null;
  if (newest === null) return [];
  const ahead = (Date.parse(newest) - now) / 1000;
  return [ahead <= 0 ? { verdict: 'ok', text: "the log's newest event is not ahead of this clock" } : aheadOf(ahead)];
};
const aheadOf = (ahead: number): Compared =>
  compared(ahead, (seconds) => `the log's newest event is ${seconds} s ahead of this clock`);

const byServer = ({ readModels }: Examined): readonly Compared[] => {
  const clocks = readModels.inspection?.clocks ?? null;
  if (clocks === null) return [];
  const ahead = (clocks.server - clocks.own) / 1000;
  return [
    compared(
      ahead,
      (seconds) => `the read models' server is ${seconds} s ${ahead < 0 ? 'behind' : 'ahead of'} this clock`,
    ),
  ];
};

/** This machine's clock against those that it can see. A time server is not asked. */
export const clock: Check = {
  name: 'clock',
  look: (examined): Finding => {
    const seen = [...byNewestEvent(examined), ...byServer(examined)];
    if (seen.length === 0) return unknown('there is nothing to compare it with');
    const wrong = seen.find(({ verdict }) => verdict === 'error') ?? seen.find(({ verdict }) => verdict === 'warning');
    const message = seen.map(({ text }) => text).join('; ');
    if (wrong === undefined) return ok(message);
    return {
      verdict: wrong.verdict,
      message,
      remedy: { text: 'set the clocks by a time server (timedatectl)', runbook: 'docs/runbook.md#a-clock-is-wrong' },
    };
  },
};
