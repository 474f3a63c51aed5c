import { randomUUID } from 'node:crypto';
import { stderr } from 'node:process';
import { setTimeout as wait } from 'node:timers/promises';
import { Presets, SingleBar } from 'cli-progress';
import {
  findGeneration,
  generationName,
  readBuildProgress,
  REBUILD_LEASE,
  StoreUnavailable,
  type BuildProgress,
  type Generation,
} from '#ports';
import type { Stores } from '#stores';
import { duration, whole } from '../amounts.js';
import { INTERRUPTED } from '../exitCodes.js';
import { isComplete, phaseOf } from './phaseOf.js';

const LOOK_MILLISECONDS = 500;
const LINE_MILLISECONDS = 5_000;
/** A projector looks every half second and takes over from one that has died within three. */
const TAKEN_UP_WITHIN_MILLISECONDS = 15_000;
/** A store that is away for longer ends the showing; the build goes on once it is back. */
const AWAY_MILLISECONDS = 60_000;
/** This machine's clock may be ahead of a projector's: a lease that it thinks has run out may be held. */
const CLOCK_AHEAD_MILLISECONDS = 10_000;

/** No running projector works on the build. What was asked for is kept. */
export class NotTakenUp extends Error {
  override readonly name = 'NotTakenUp';
  constructor({ projection, number, rulesVersion }: Generation) {
    super(
      `no running projector has taken up ${generationName({ projection, number })} within ${TAKEN_UP_WITHIN_MILLISECONDS / 1000} s: ` +
        `it takes one whose rules are version ${rulesVersion}. What you asked for is kept, and is worked off once one is started.`,
    );
  }
}

interface Shown {
  readonly phase: string;
  readonly events: number;
  readonly of: number;
  readonly rate: string;
  readonly left: string;
}

/** A bar on a terminal, else a line now and then, on standard error. */
const openDisplay = (): { show: (shown: Shown) => void; close: () => void } => {
  if (!stderr.isTTY) {
    let last = '';
    let at = 0;
    const show = ({ phase, events, of, rate, left }: Shown): void => {
      if (phase === last && Date.now() - at < LINE_MILLISECONDS) return;
      [last, at] = [phase, Date.now()];
      stderr.write(`${phase}: ${whole(events)} of ${whole(of)} events; ${rate}, ${left} left\n`);
    };
    return { show, close: () => undefined };
  }
  const format = '{phase} {bar} {percentage}% | {value} of {total} events | {rate} | {left} left';
  const bar = new SingleBar({ format, hideCursor: true, stream: stderr }, Presets.shades_classic);
  const interrupted = (): void => {
    bar.stop(); // the terminal's cursor is shown again
    process.exit(INTERRUPTED);
  };
  process.once('SIGINT', interrupted);
  bar.start(1, 0, { phase: '', rate: '', left: '' });
  const show = ({ events, of, ...more }: Shown): void => {
    bar.setTotal(Math.max(of, 1));
    bar.update(events, more);
  };
  const close = (): void => {
    process.off('SIGINT', interrupted);
    bar.stop();
  };
  return { show, close };
};

/** Whether some worker holds the lease under which builds are brought to their end, or keeps the store busy. */
const isWorkedOn = async ({ readModels }: Stores, owner: string): Promise<boolean> => {
  try {
    if (!(await readModels.holdLease(REBUILD_LEASE, owner, Date.now() - CLOCK_AHEAD_MILLISECONDS, 1))) return true;
    await readModels.releaseLease(REBUILD_LEASE, owner);
    return false;
  } catch (error) {
    if (error instanceof StoreUnavailable) return true;
    throw error;
  }
};

interface Look {
  readonly now: Generation;
  readonly progress: BuildProgress;
}

const look = async (stores: Stores, build: Generation): Promise<Look> => {
  const now = (await findGeneration(stores.readModels, generationName(build))) ?? build;
  return { now, progress: await readBuildProgress(stores, now) };
};

/** What there is to be seen of a build that moved so many milliseconds ago. */
const shownOf = ({ now, progress }: Look, stillFor: number): Shown => {
  const { events, of, perSecond, etaSeconds } = progress;
  const rate = perSecond === null ? '?/s' : `${whole(perSecond)}/s`;
  // how long a comparison takes is not known
  return {
    phase: phaseOf(now, progress, stillFor),
    events,
    of,
    rate,
    left: duration(isComplete(progress) ? null : etaSeconds),
  };
};

/**
 * Shows how a build goes until it is in one of these states, or is no build any more. A store that is away for a while is waited for.
 * @throws NotTakenUp, StoreUnavailable
 */
export const watchBuild = async (
  stores: Stores,
  build: Generation,
  until: readonly Generation['state'][],
): Promise<Generation> => {
  const owner = `cli ${randomUUID()}`;
  const ends: readonly Generation['state'][] = [...until, 'live', 'kept', 'failed', 'dropped'];
  const display = openDisplay();
  let [workedOnAt, seenAt, movedAt] = [Date.now(), Date.now(), Date.now()];
  let shown: Shown = { phase: 'building', events: 0, of: 0, rate: '?/s', left: '?' };
  try {
    for (;;) {
      try {
        const seen = await look(stores, build);
        if (ends.includes(seen.now.state)) return seen.now;
        seenAt = Date.now();
        if (seen.progress.events !== shown.events) movedAt = seenAt;
        shown = shownOf(seen, seenAt - movedAt);
      } catch (error) {
        if (!(error instanceof StoreUnavailable) || Date.now() - seenAt > AWAY_MILLISECONDS) throw error;
        movedAt = Date.now();
        shown = { ...shown, phase: `waiting (${error.message})`, left: '?' };
      }
      display.show(shown);
      if (await isWorkedOn(stores, owner)) workedOnAt = Date.now();
      if (Date.now() - workedOnAt > TAKEN_UP_WITHIN_MILLISECONDS) throw new NotTakenUp(build);
      await wait(LOOK_MILLISECONDS);
    }
  } finally {
    display.close();
  }
};
