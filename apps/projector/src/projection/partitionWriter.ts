import {
  partitionName,
  type Generation,
  type Partition,
  type Position,
  type ReadModels,
  type StreamDocuments,
} from '#ports';
import { forgetFormerPartitions, type Resume } from '../runner/checkpoints.js';
import { MovingRate } from '../runner/movingRate.js';
import type { Progress } from '../runner/processor.js';
import { WriteChain } from '../runner/writeChain.js';
import { storeOrPoison } from './storeOrPoison.js';

interface WriterParts {
  readonly readModels: ReadModels;
  readonly generation: Generation;
  readonly partition: Partition;
  readonly logIdentity: string;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly onProgress: (progress: Progress) => void;
}

/** Writes one partition's documents, and its checkpoint with the last of those that it covers. */
export class PartitionWriter {
  readonly #writes = new WriteChain();
  readonly #failure = new AbortController();
  #handedOver: Promise<void> = Promise.resolve();
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

  /** Aborts when a write has failed, or the documents that were to be written could not be made. */
  get failed(): AbortSignal {
    return AbortSignal.any([this.#writes.failed, this.#failure.signal]);
  }

  /**
   * Begins to hand documents to the store as they are made, with how far the log was read for them. Resolves as soon as those of the
   * former call are handed over: more events are applied meanwhile.
   * @throws StoreUnavailable, CheckpointConflict, GenerationConflict: what a former write has thrown
   */
  async write(documents: () => Iterable<readonly StreamDocuments[]>, progress: Progress): Promise<void> {
    await this.#handedOver;
    this.#handedOver = this.#handOver(documents(), progress);
    this.#handedOver.catch((error: unknown) => this.#failure.abort(error));
  }

  /** Resolves when all is written, and rejects only when nothing is being written any more. @throws as `write` */
  async done(): Promise<void> {
    try {
      await this.#handedOver;
    } finally {
      await this.#writes.done();
    }
  }

  async #handOver(parts: Iterable<readonly StreamDocuments[]>, progress: Progress): Promise<void> {
    let last: readonly StreamDocuments[] = [];
    for (const documents of parts) {
      const before = last;
      if (before.length > 0) await this.#writes.add(() => storeOrPoison(this.parts, before, null));
      last = documents;
    }
    await this.#writes.add(() => this.#finish(last, progress));
  }

  async #finish(documents: readonly StreamDocuments[], progress: Progress): Promise<void> {
    const { readModels, generation, partition, logIdentity, onProgress } = this.parts;
    const { events, logTime, position, caughtUp } = progress;
    const perSecond = this.#rate.note(events, caughtUp);
    if (position !== this.#stored || documents.length > 0) {
      this.#events += events;
      const place = { expected: this.#stored, position, logIdentity, logTime, events: this.#events, perSecond };
      await storeOrPoison(this.parts, documents, { consumer: partitionName(partition), ...place });
      this.#stored = position;
    }
    // once in each run, not only in a partition's very first: a crash may have come between
    if (this.#isFirst) await forgetFormerPartitions(readModels, generation, partition);
    this.#isFirst = false;
    onProgress(progress);
  }
}
