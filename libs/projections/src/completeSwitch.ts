import {
  BEFORE_ALL,
  liveOf,
  positionOf,
  switchPosition,
  type CarryPlace,
  type Generation,
  type ReadModels,
} from '#ports';

type Stores = Pick<ReadModels, 'checkpoints' | 'carryReaders' | 'finishSwitch'>;

/** A live generation to which the readers of changes have yet to be carried over, and the one whose changes they have read. */
export interface OpenSwitch {
  readonly live: Generation;
  readonly former: Generation;
}

/** The switch that is still to be completed; null: there is none. */
export const openSwitch = (generations: readonly Generation[]): OpenSwitch | null => {
  const live = liveOf(generations);
  const former = generations.find(({ number }) => number === live?.feed.awaiting);
  return live === undefined || former === undefined ? null : { live, former };
};

/**
 * Carries the readers of changes over to the generation that is live by now, so that a place from before the switch goes on being one
 * (docs/decisions/0034-the-order-of-changes.md). Nothing is remembered on the way: after a crash all of it is done again, which changes nothing that was right.
 * @throws StoreUnavailable, the signal's reason
 * @throws GenerationConflict another worker has done it, or another switch has come between
 */
export const completeSwitch = async (
  readModels: Stores,
  { live, former }: OpenSwitch,
  signal?: AbortSignal,
): Promise<void> => {
  const position = positionOf(await readModels.checkpoints(live)) ?? BEFORE_ALL;
  const to = switchPosition(position, live.switchedAt ?? '');
  let after: CarryPlace | null = null;
  do {
    signal?.throwIfAborted();
    after = await readModels.carryReaders(live, former, { to, after });
  } while (after !== null);
  await readModels.finishSwitch(live, position);
};
