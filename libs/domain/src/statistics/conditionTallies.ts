import { QUALITY_FLAGS, type QualityFlag } from '../call.js';
import type { ReadClock } from '../presentCall.js';
import type { CallColumns } from './columns.js';
import type { UnfinishedStatus } from './metrics.js';
import { isEnded, isStale } from './selection.js';
import { Tally } from './tally.js';

const MISSING_CLOSE = 1 << QUALITY_FLAGS.indexOf('missing_close');

/** Calls by flag and by status, all counted in one pass: most calls are ended and have few flags. */
export class ConditionTallies {
  readonly #flags = QUALITY_FLAGS.map(() => new Tally('sum'));
  readonly #statuses = { open: new Tally('sum'), stale: new Tally('sum') };

  constructor(private readonly clock: ReadClock) {}

  get all(): readonly Tally[] {
    return [...this.#flags, ...Object.values(this.#statuses)];
  }

  ofFlag(flag: QualityFlag): Tally {
    return this.#flags[QUALITY_FLAGS.indexOf(flag)]!;
  }

  ofStatus(status: UnfinishedStatus): Tally {
    return this.#statuses[status];
  }

  /** Counts the selected calls, each in its cell. A stale call has the flag `missing_close`, which is a matter of the clock. */
  add(columns: CallColumns, selected: Int32Array, cells: Int32Array): void {
    const { quality } = columns.numbers;
    const [ended, stale] = [isEnded(columns), isStale(columns, this.clock)];
    const flagCells = this.#flags.map((tally) => tally.cells);
    for (let i = 0; i < selected.length; i += 1) {
      const [call, cell] = [selected[i]!, cells[i]!];
      let flags = quality[call]!;
      if (!ended(call)) {
        const isLost = stale(call);
        this.#statuses[isLost ? 'stale' : 'open'].add(cell, 1);
        if (isLost) flags |= MISSING_CLOSE;
      }
      // the lowest bit, until none is left
      for (; flags !== 0; flags &= flags - 1) flagCells[31 - Math.clz32(flags & -flags)]![cell]! += 1;
    }
  }
}
