import { WriteChain } from '#concurrency';
import {
  partitionName,
  type Checkpoints,
  type Documents,
  type Generation,
  type Partition,
  type StreamDocuments,
} from '#ports';
import { CheckpointMoves, forgetFormerPartitions, type HandledBatch, type Resume } from '../runner/checkpoints.js';
import { storeOrPoison } from './storeOrPoison.js';

interface WriterParts {
  readonly readModels: Checkpoints & Documents;
  readonly generation: Generation;
  readonly partition: Partition;
  readonly logIdentity: string;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly onHandled: (batch: HandledBatch) => void;
}

/** Writes one partition's documents, and its checkpoint with the last of those that it covers. */
export class PartitionWriter {
  readonly #writes = new WriteChain();
  readonly #failure = new AbortController();
  #handedOver: Promise<void> = Promise.resolve();
  readonly #moves: CheckpointMoves;
  #isFirst = true;

  constructor(
    private readonly parts: WriterParts,
    resume: Resume,
  ) {
    this.#moves = new CheckpointMoves(partitionName(parts.partition), parts.logIdentity, resume);
  }

  /** Aborts when a write has failed, or the documents that were to be written could not be made. */
  get failed(): AbortSignal {
    return AbortSignal.any([this.#writes.failed, this.#failure.signal]);
  }

  /**
   * Begins to make and write documents, then moves the checkpoint to the end of the batch. While behind, it resolves when the documents of
   * the previous write have been made, so that more events can be applied while these are written. At the end of the log it waits until the
   * previous write is done: what comes meanwhile is one batch then, and a call with several events in it is written once.
   * @throws StoreUnavailable, CheckpointConflict, GenerationConflict: what a previous write has thrown
   */
  async write(documents: () => Iterable<readonly StreamDocuments[]>, batch: HandledBatch): Promise<void> {
    await this.#handedOver;
    if (batch.caughtUp) await this.#writes.done();
    this.#handedOver = this.#handOver(documents(), batch);
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

  async #handOver(parts: Iterable<readonly StreamDocuments[]>, batch: HandledBatch): Promise<void> {
    let last: readonly StreamDocuments[] = [];
    for (const documents of parts) {
      const before = last;
      if (before.length > 0) await this.#writes.add(() => storeOrPoison(this.parts, before, null));
      last = documents;
    }
    await this.#writes.add(() => this.#finish(last, batch));
  }

  async #finish(documents: readonly StreamDocuments[], batch: HandledBatch): Promise<void> {
    const { readModels, generation, partition, onHandled } = this.parts;
    const move = this.#moves.after(batch);
    if (move !== null || documents.length > 0) await storeOrPoison(this.parts, documents, move);
    // in every run, because a crash may have come between a partition's first checkpoint and this
    if (this.#isFirst) await forgetFormerPartitions(readModels, generation, partition);
    this.#isFirst = false;
    onHandled(batch);
  }
}
