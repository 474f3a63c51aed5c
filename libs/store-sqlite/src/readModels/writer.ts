import { assertNotDropped, type GenerationKey, type GenerationState } from '#ports';
import type { Database } from '../sqlite/driver.js';
import { inTransaction } from '../sqlite/transaction.js';
import type { DiskRoom } from './diskRoom.js';
import { stateOf } from './generationRows.js';
import { DocumentWriter } from './documentWriter.js';

const nameOf = ({ projection, number }: GenerationKey): string => `${projection} ${number}`;

/** What the writer's thread has open. */
export class Writer {
  readonly #documents = new Map<string, DocumentWriter>();

  constructor(
    readonly db: Database,
    private readonly room: DiskRoom,
  ) {}

  /**
   * Runs `work` in one transaction. `generation` null: what it writes belongs to none.
   * @throws GenerationConflict the generation has been dropped
   */
  write<Result>(generation: GenerationKey | null, work: () => Result): Result {
    return inTransaction(this.db, () => {
      if (generation !== null) this.#stateOf(generation);
      return work();
    });
  }

  /** The same for what a build has to wait with while the disk is short. @throws StoreUnavailable */
  writeBuild<Result>(generation: GenerationKey, work: () => Result): Result {
    try {
      return inTransaction(this.db, () => {
        if (this.#stateOf(generation) === 'building') this.room.assertForBuild();
        return work();
      });
    } catch (error) {
      this.#documents.clear(); // what they remember may have been undone
      throw error;
    }
  }

  /** With its statements prepared, for as long as the generation is there. */
  documentsOf(generation: GenerationKey): DocumentWriter {
    const writer = this.#documents.get(nameOf(generation)) ?? new DocumentWriter(this.db, generation);
    this.#documents.set(nameOf(generation), writer);
    return writer;
  }

  forget(generation: GenerationKey): void {
    this.#documents.delete(nameOf(generation));
  }

  /** @throws GenerationConflict it has been dropped */
  #stateOf(generation: GenerationKey): GenerationState | undefined {
    const state = stateOf(this.db, generation);
    assertNotDropped(generation, state);
    return state;
  }
}
