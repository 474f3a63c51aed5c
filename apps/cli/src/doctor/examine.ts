import { withinTime } from '#concurrency';
import type { Rules } from '#domain';
import { CALLS, type EventLog, type ReadModels, type StoreInspection } from '#ports';
import { hideCredentials, sourcesOfSettings, type Settings } from '#settings';
import { inspectEventLog, inspectReadModels, openEventLog, openReadModelsToRead } from '#stores';
import type { Examined, Looked, Opened, OpenedLog, OpenedReadModels } from './check.js';

/** A server that refuses is noticed at once, one that stands still after this. */
const WITHIN_MILLISECONDS = 8_000;

export const reasonOf = (error: unknown): string =>
  hideCredentials(error instanceof Error ? error.message : String(error));

/** @throws Error `work` has not ended by then */
export const inTime = <Result>(work: Promise<Result>): Promise<Result> =>
  withinTime(work, WITHIN_MILLISECONDS, () => new Error(`no answer within ${WITHIN_MILLISECONDS / 1000} s`));

const lookAt = async <Inspection>(work: Promise<Inspection>): Promise<Looked<Inspection>> => {
  try {
    return { inspection: await inTime(work) };
  } catch (error) {
    return { inspection: null, reason: reasonOf(error) };
  }
};

/** What keeps a store from being opened; opening would make what is not there yet, or fail as looking did. */
const whyNot = ({ inspection }: Looked<StoreInspection>, store: string, nothingYet: string): string | null => {
  if (inspection === null) return `${store} cannot be looked at`;
  if (inspection.isNew) return nothingYet;
  return inspection.faults.some(({ severity }) => severity === 'error') ? `${store} must be mended first` : null;
};

interface Closable {
  close(): Promise<void>;
}

/** Opens what nothing keeps from being opened, and says to `closers` how it is closed. */
const openUnless = async <Store extends Closable, Used>(
  reason: string | null,
  open: () => Promise<Store>,
  use: (store: Store) => Used | Promise<Used>,
  closers: (() => void)[],
): Promise<Opened<Used>> => {
  if (reason !== null) return { reason };
  const opening = open();
  closers.push(() => void opening.then((store) => store.close()).catch(() => undefined));
  try {
    return await inTime(opening.then(use));
  } catch (error) {
    return { reason: reasonOf(error) };
  }
};

/**
 * Looks at the stores, opens them, and gives `work` what it has seen. No store keeps it longer than the time limit above, once for looking
 * and once for opening.
 */
export const examine = async <Result>(
  settings: Settings,
  rules: Rules,
  work: (examined: Examined) => Promise<Result>,
): Promise<Result> => {
  const now = Date.now();
  const [log, readModels] = await Promise.all([
    lookAt(inspectEventLog(settings, now)),
    lookAt(inspectReadModels(settings)),
  ]);
  const closers: (() => void)[] = [];
  const [openedLog, openedReadModels] = await Promise.all([
    openUnless<EventLog, OpenedLog>(
      whyNot(log, 'the event log', 'nothing has been logged yet'),
      () => openEventLog(settings),
      (opened) => opened,
      closers,
    ),
    openUnless<ReadModels, OpenedReadModels>(
      whyNot(readModels, 'the read-model store', 'no projector has begun yet'),
      () => openReadModelsToRead(settings),
      async (opened) => ({ readModels: opened, generations: await opened.generations(CALLS) }),
      closers,
    ),
  ]);
  try {
    return await work({
      settings,
      rules,
      now,
      sources: sourcesOfSettings(),
      log,
      readModels,
      openedLog,
      openedReadModels,
    });
  } finally {
    for (const close of closers) close();
  }
};
