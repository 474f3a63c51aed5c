import { CheckpointConflict, type Checkpoint, type CheckpointMove } from '#ports';
import type { Database, Statement } from '../sqlite/driver.js';
import type { GenerationKey } from './generationTables.js';

const COLUMNS =
  'consumer, position, log_identity AS logIdentity, log_time AS logTime, saved_at AS savedAt, events, per_second AS perSecond FROM checkpoints WHERE projection = ? AND generation = ?';

const owner = (generation: GenerationKey | null): [string, number] => [
  generation?.projection ?? '',
  generation?.number ?? 0,
];

/** Positions of consumers, moved by compare-and-set. `move` is to be called inside a transaction. */
export class Checkpoints {
  readonly #one: Statement;
  readonly #all: Statement;
  readonly #save: Statement;
  readonly #drop: Statement;
  readonly #dropAll: Statement;

  constructor(db: Database) {
    this.#one = db.prepare(`SELECT ${COLUMNS} AND consumer = ?`);
    this.#all = db.prepare(`SELECT ${COLUMNS} ORDER BY consumer`);
    this.#save = db.prepare(
      'INSERT OR REPLACE INTO checkpoints (projection, generation, consumer, position, log_identity, log_time, saved_at, events, per_second) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)',
    );
    this.#drop = db.prepare('DELETE FROM checkpoints WHERE projection = ? AND generation = ? AND consumer = ?');
    this.#dropAll = db.prepare('DELETE FROM checkpoints WHERE projection = ? AND generation = ?');
  }

  find(generation: GenerationKey | null, consumer: string): Checkpoint | null {
    return (this.#one.get(...owner(generation), consumer) as Checkpoint | undefined) ?? null;
  }

  list(generation: GenerationKey | null): Checkpoint[] {
    return this.#all.all(...owner(generation)) as Checkpoint[];
  }

  /** @throws CheckpointConflict */
  move(generation: GenerationKey | null, move: CheckpointMove): void {
    const { consumer, expected, position, logIdentity, logTime, events, perSecond } = move;
    const actual = this.find(generation, consumer)?.position ?? null;
    if (actual !== expected) throw new CheckpointConflict(consumer, expected, actual);
    const savedAt = new Date().toISOString();
    this.#save.run(...owner(generation), consumer, position, logIdentity, logTime, savedAt, events, perSecond);
  }

  drop(generation: GenerationKey | null, consumer: string): void {
    this.#drop.run(...owner(generation), consumer);
  }

  dropAll(generation: GenerationKey): void {
    this.#dropAll.run(...owner(generation));
  }
}
