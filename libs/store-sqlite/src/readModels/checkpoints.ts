import { CheckpointConflict, type Checkpoint, type CheckpointMove, type GenerationKey } from '#ports';
import type { Database } from '../sqlite/driver.js';
import { prepared } from '../sqlite/prepared.js';
import { inTransaction } from '../sqlite/transaction.js';
import type { Writer } from './writer.js';

const SELECT =
  'SELECT consumer, position, log_identity AS logIdentity, log_time AS logTime, saved_at AS savedAt, events, per_second AS perSecond FROM checkpoints WHERE projection = ? AND generation = ?';

const owner = (generation: GenerationKey | null): [string, number] => [
  generation?.projection ?? '',
  generation?.number ?? 0,
];

const findCheckpoint = (db: Database, generation: GenerationKey | null, consumer: string): Checkpoint | null => {
  const found = prepared(db, `${SELECT} AND consumer = ?`).get(...owner(generation), consumer);
  return (found as Checkpoint | undefined) ?? null;
};

/** Compare and set. To be called inside a transaction. @throws CheckpointConflict */
export const moveCheckpoint = (db: Database, generation: GenerationKey | null, move: CheckpointMove): void => {
  const { consumer, expected, position, logIdentity, logTime, events, perSecond } = move;
  const actual = findCheckpoint(db, generation, consumer)?.position ?? null;
  if (actual !== expected) throw new CheckpointConflict(consumer, expected, actual);
  const savedAt = new Date().toISOString();
  const save = prepared(
    db,
    'INSERT OR REPLACE INTO checkpoints (projection, generation, consumer, position, log_identity, log_time, saved_at, events, per_second) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)',
  );
  save.run(...owner(generation), consumer, position, logIdentity, logTime, savedAt, events, perSecond);
};

/** To be called inside a transaction. */
export const dropCheckpoints = (db: Database, generation: GenerationKey): void => {
  db.prepare('DELETE FROM checkpoints WHERE projection = ? AND generation = ?').run(...owner(generation));
};

/** The part of Checkpoints of #ports that reads. */
export const checkpointReads = {
  checkpoint: findCheckpoint,
  checkpoints: (db: Database, generation: GenerationKey | null): readonly Checkpoint[] =>
    prepared(db, `${SELECT} ORDER BY consumer`).all(...owner(generation)) as Checkpoint[],
};

/** The part of Checkpoints of #ports that writes. */
export const checkpointWrites = {
  moveCheckpoint: (writer: Writer, generation: GenerationKey | null, move: CheckpointMove): void =>
    writer.write(generation, () => moveCheckpoint(writer.db, generation, move)),

  dropCheckpoint: ({ db }: Writer, generation: GenerationKey | null, consumer: string): void =>
    inTransaction(db, () => {
      const one = db.prepare('DELETE FROM checkpoints WHERE projection = ? AND generation = ? AND consumer = ?');
      one.run(...owner(generation), consumer);
    }),
};
