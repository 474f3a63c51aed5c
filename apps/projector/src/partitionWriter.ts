import {
  partitionName,
  type Generation,
  type Partition,
  type Position,
  type ReadModels,
  type StreamDocuments,
} from '#ports';
import { forgetFormerPartitions, type Resume } from './checkpoints.js';
import { MovingRate } from './movingRate.js';
import type { Progress } from './progress.js';
import { WriteChain } from './writeChain.js';

interface WriterParts {
  readonly readModels: ReadModels;
  readonly generation: Generation;
  readonly partition: Partition;
  readonly logIdentity: string;
  readonly onProgress: (progress: Progress) => void;
}

/** Writes one partition's documents, and its checkpoint with the last of those that it covers. */
export class PartitionWriter {
  readonly #writes = new WriteChain();
  readonly #rate: MovingRate;
  #stored: Position | null;
  #events: number;
  #isFirst = true;

  constructor(
    private readonly parts: WriterParts,
    { stored, events, perSecond }: Resume,
  ) {
    this.#rate = new MovingRate(perSecond);
    this.#stored = stored;
    this.#events = events;
  }

  /** Aborts when a write has failed. */
  get failed(): AbortSignal {
    return this.#writes.failed;
  }

  /**
   * Hands documents to the store as they are told, with how far the log was taken in for them; resolves when there is room for more.
   * @throws StoreUnavailable, CheckpointConflict, GenerationConflict: what a write, perhaps a former one, has thrown
   */
  async write(told: AsyncIterable<readonly StreamDocuments[]>, progress: Progress): Promise<void> {
    const { readModels, generation } = this.parts;
    let last: readonly StreamDocuments[] = [];
    for await (const documents of told) {
      const before = last;
      if (before.length > 0) await this.#writes.add(() => readModels.put(generation, before, null));
      last = documents;
    }
    await this.#writes.add(() => this.#finish(last, progress));
  }

  /** Resolves when all is written. @throws as `write` */
  done(): Promise<void> {
    return this.#writes.done();
  }

  async #finish(documents: readonly StreamDocuments[], progress: Progress): Promise<void> {
    const { readModels, generation, partition, logIdentity, onProgress } = this.parts;
    const { events, logTime, position, caughtUp } = progress;
    const perSecond = this.#rate.note(events, caughtUp);
    if (position !== this.#stored || documents.length > 0) {
      this.#events += events;
      const place = { expected: this.#stored, position, logIdentity, logTime, events: this.#events, perSecond };
      await readModels.put(generation, documents, { consumer: partitionName(partition), ...place });
      this.#stored = position;
    }
    // once in each run, not only in a partition's very first: a crash may have come between
    if (this.#isFirst) await forgetFormerPartitions(readModels, generation, partition);
    this.#isFirst = false;
    onProgress(progress);
  }
}
