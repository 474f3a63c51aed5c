import { SEGMENT_FORMAT, segmentOf } from '#domain';
import type { GenerationKey, Segments } from '#ports';
import type { Database } from '../sqlite/driver.js';
import { storedCall, type CallRow } from './documentTexts.js';
import { HOUR_SECONDS, tablesOf, type GenerationTables } from './generationTables.js';
import type { Writer } from './writer.js';

/** An hour whose calls are all gone leaves no segment behind. */
const seal = (db: Database, t: GenerationTables, hour: number): void => {
  const rows = db
    .prepare(
      `SELECT d.text, c.stream, c.revision FROM ${t.calls} c JOIN ${t.documents} d ON d.key = c.document
       WHERE c.started_at >= ? AND c.started_at < ?`,
    )
    .all(hour * HOUR_SECONDS, (hour + 1) * HOUR_SECONDS) as CallRow[];
  if (rows.length === 0) {
    db.prepare(`DELETE FROM ${t.hours} WHERE hour = ?`).run(hour);
    return;
  }
  const { columns, lastEnd } = segmentOf(rows.map(storedCall));
  const save = db.prepare(`UPDATE ${t.hours} SET format = ?, last_end = ?, columns = ? WHERE hour = ?`);
  save.run(SEGMENT_FORMAT, lastEnd, columns, hour);
};

/** Segments of #ports. */
export const segments = {
  /** What is read and what is written are of one transaction. */
  sealHours: (
    writer: Writer,
    generation: GenerationKey,
    { quietSince, most }: Parameters<Segments['sealHours']>[1],
  ): number =>
    writer.write(generation, () => {
      const { db } = writer;
      const t = tablesOf(generation);
      const quiet = db.prepare(`SELECT hour FROM ${t.hours} WHERE format <> ? AND changed_at <= ? LIMIT ?`);
      const hours = quiet.all(SEGMENT_FORMAT, quietSince, most) as { hour: number }[];
      for (const { hour } of hours) seal(db, t, hour);
      return hours.length;
    }),
};
