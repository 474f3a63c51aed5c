import { stderr } from 'node:process';
import { setTimeout as wait } from 'node:timers/promises';
import { Presets, SingleBar } from 'cli-progress';
import { errorOf, generationName, REBUILD_LEASE, StoreUnavailable, type Generation } from '#ports';
import { findGeneration, LeaseWatch, readBuildProgress, type BuildProgress } from '#projections';
import type { Stores } from '#stores';
import { duration, whole } from '../amounts.js';
import { INTERRUPTED } from '../exitCodes.js';
import { isComplete, phaseOf } from './phaseOf.js';

const LOOK_MILLISECONDS = 500;
const LINE_MILLISECONDS = 5_000;
/** A projector looks every half second and takes over from one that has died within three. */
const TAKEN_UP_WITHIN_MILLISECONDS = 15_000;
/** After so long without any step, or without a store, the showing ends; the build goes on once it can. */
const NOTHING_MOVES_MILLISECONDS = 60_000;

/** Nothing more is to be seen of a build for now. What was asked for is kept. */
export class NotWatched extends Error {
  override readonly name = 'NotWatched';
}

const notTakenUp = ({ projection, number, rulesVersion }: Generation): NotWatched =>
  new NotWatched(
    `no running projector has taken up ${generationName({ projection, number })} within ${TAKEN_UP_WITHIN_MILLISECONDS / 1000} s: ` +
      `it takes one whose rules are version ${rulesVersion}. What you asked for is kept, and is worked off once one is started.`,
  );

const nothingMoves = ({ projection, number }: Generation, phase: string): NotWatched =>
  new NotWatched(
    `${generationName({ projection, number })} has not moved for ${NOTHING_MOVES_MILLISECONDS / 1000} s: ${phase}. ` +
      'What you asked for is kept, and goes on once it can.',
  );

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
      const now = performance.now();
      if (phase === last && now - at < LINE_MILLISECONDS) return;
      [last, at] = [phase, now];
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

interface Look {
  readonly now: Generation;
  readonly progress: BuildProgress;
  /** Whether some worker renews the lease under which builds are brought to their end. */
  readonly isWorkedOn: boolean;
}

const look = async ({ log, readModels }: Stores, build: Generation, lease: LeaseWatch): Promise<Look> => {
  const now = (await findGeneration(readModels, generationName(build))) ?? build;
  const isWorkedOn = lease.isHeld(await readModels.lease(REBUILD_LEASE));
  return { now, progress: await readBuildProgress({ log, readModels }, now), isWorkedOn };
};

/** What there is to be seen of a build that moved so many milliseconds ago. */
const shownOf = ({ now, progress }: Look, stillFor: number): Shown => {
  const { events, of, perSecond, etaSeconds } = progress;
  const rate = perSecond === null ? '?/s' : `${whole(perSecond)}/s`;
  // how long a comparison takes is not known
  const left = duration(isComplete(progress) ? null : etaSeconds);
  return { phase: phaseOf(now, progress, stillFor), events, of, rate, left };
};

/** A step of a build between two looks; while it is compared, that takes its time, all that is seen is that it is worked on. */
const hasMoved = (last: Look | null, { now, progress, isWorkedOn }: Look): boolean =>
  last === null ||
  progress.events !== last.progress.events ||
  progress.position !== last.progress.position ||
  (isComplete(progress) && errorOf(now) === null && isWorkedOn);

/**
 * Shows how a build goes until it is in one of these states, or is no build any more. A store that is away for a while is waited for.
 * @throws NotWatched nobody works on it, or nothing has moved for long @throws StoreUnavailable
 */
export const watchBuild = async (
  stores: Stores,
  build: Generation,
  until: readonly Generation['state'][],
): Promise<Generation> => {
  const ends: readonly Generation['state'][] = [...until, 'live', 'kept', 'failed', 'dropped'];
  const lease = new LeaseWatch();
  const display = openDisplay();
  let [workedOnAt, movedAt] = [performance.now(), performance.now()];
  let last: Look | null = null;
  let shown: Shown = { phase: 'building', events: 0, of: 0, rate: '?/s', left: '?' };
  try {
    for (;;) {
      const now = performance.now();
      try {
        const seen = await look(stores, build, lease);
        if (ends.includes(seen.now.state)) return seen.now;
        if (hasMoved(last, seen)) movedAt = now;
        if (seen.isWorkedOn) workedOnAt = now;
        last = seen;
        shown = shownOf(seen, now - movedAt);
      } catch (error) {
        if (!(error instanceof StoreUnavailable) || now - movedAt > NOTHING_MOVES_MILLISECONDS) throw error;
        workedOnAt = now;
        shown = { ...shown, phase: `waiting (${error.message})`, left: '?' };
      }
      display.show(shown);
      if (now - workedOnAt > TAKEN_UP_WITHIN_MILLISECONDS) throw notTakenUp(build);
      if (now - movedAt > NOTHING_MOVES_MILLISECONDS) throw nothingMoves(build, shown.phase);
      await wait(LOOK_MILLISECONDS);
    }
  } finally {
    display.close();
  }
};
