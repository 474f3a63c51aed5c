import { CALLS, LINKER, lowestOfAllPartitions, liveOf, type Checkpoint } from '#ports';
import { isCaughtUp, isOfLog, type LogState } from '#projections';
import { whole } from '../../amounts.js';
import {
  lookIntoReadModels,
  ok,
  unknown,
  type Check,
  type Examined,
  type Finding,
  type OpenedLog,
  type OpenedReadModels,
} from '../check.js';

/** Longer than it takes to follow the log, shorter than anybody waits for a call. */
const LATE_SECONDS = 10;

/** How far something that follows the log is behind it. */
interface Lag {
  readonly name: string;
  readonly events: number;
  /** Age of the last event handled; null before the first. */
  readonly seconds: number | null;
}

const lagOf = async (
  name: string,
  checkpoint: Checkpoint | null,
  state: LogState,
  log: OpenedLog,
  now: number,
): Promise<Lag> => {
  if (isCaughtUp(checkpoint, state)) return { name, events: 0, seconds: 0 };
  const events = await log.countAfter(checkpoint?.position ?? null);
  return { name, events, seconds: checkpoint?.logTime == null ? null : (now - Date.parse(checkpoint.logTime)) / 1000 };
};

const describe = ({ name, events, seconds }: Lag): string =>
  events === 0
    ? `${name} has caught up`
    : `${name}: ${whole(events)} events wait${seconds === null ? '' : `, the last one handled is ${whole(seconds)} s old`}`;

const isWrongLog = (checkpoint: Checkpoint | null, state: LogState): boolean =>
  checkpoint !== null && (!isOfLog(checkpoint, state) || (state.head ?? '') < checkpoint.position);

const WRONG_LOG: Finding = {
  verdict: 'error',
  message:
    'the read models are of another event log, or ahead of this one: it was replaced, or restored from an older backup',
  remedy: {
    text: 'stop the projectors and discard the read models: they are built again from the log',
    runbook: 'docs/runbook.md#restore-from-a-backup',
  },
};

const look = async (
  { readModels, generations }: OpenedReadModels,
  { now, openedLog: log }: Examined,
): Promise<Finding> => {
  if ('reason' in log) return unknown(log.reason);
  const live = liveOf(generations);
  const linker = await readModels.checkpoint(null, LINKER);
  const projection = live === undefined ? null : lowestOfAllPartitions(await readModels.checkpoints(live));
  const state = { head: await log.head(), logIdentity: await log.identity() };
  if (isWrongLog(linker, state) || isWrongLog(projection, state)) return WRONG_LOG;
  const lags = [await lagOf(LINKER, linker, state, log, now), await lagOf(CALLS, projection, state, log, now)];
  const message = lags.map(describe).join('; ');
  const isLate = lags.some(({ events, seconds }) => events > 0 && (seconds === null || seconds >= LATE_SECONDS));
  if (!isLate) return ok(message);
  const remedy = { text: 'see whether a projector runs, and what holds it up', runbook: 'docs/runbook.md#lag-grows' };
  return { verdict: 'warning', message, remedy };
};

/** How far the linker and the live calls are behind the log. */
export const lag: Check = { name: 'lag', look: lookIntoReadModels(look) };
