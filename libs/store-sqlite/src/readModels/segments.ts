import { dayOf, hoursOfDays, renewSegment, SEGMENT_FORMAT, type StoredCall } from '#domain';
import type { GenerationKey, Segments } from '#ports';
import type { Database } from '../sqlite/driver.js';
import { storedCall, type CallRow } from './documentTexts.js';
import { HOUR_SECONDS, tablesOf, type GenerationTables } from './generationTables.js';
import type { Writer } from './writer.js';

type Quiet = Parameters<Segments['sealHours']>[1];

interface UnsealedDay {
  readonly day: number;
  readonly hours: readonly number[];
}

/** A day that has quiet hours which are not in its segment, with these hours; null where no day has. */
const unsealedDay = (db: Database, t: GenerationTables, { quietSince, most }: Quiet): UnsealedDay | null => {
  const quiet = `SELECT hour FROM ${t.hours} WHERE format <> ?1 AND changed_at <= ?2`;
  const any = db.prepare(`${quiet} LIMIT 1`).get(SEGMENT_FORMAT, quietSince) as { hour: number } | undefined;
  if (any === undefined) return null;
  const day = dayOf(any.hour);
  const { first, last } = hoursOfDays(day, day);
  const ofDay = db.prepare(`${quiet} AND hour BETWEEN ?3 AND ?4 ORDER BY hour LIMIT ?5`);
  const rows = ofDay.all(SEGMENT_FORMAT, quietSince, first, last, most) as { hour: number }[];
  return { day, hours: rows.map(({ hour }) => hour) };
};

/** An hour whose calls are all gone is no longer known of. */
const sealHour = (db: Database, t: GenerationTables, hour: number): StoredCall[] => {
  const rows = db
    .prepare(
      `SELECT d.text, c.stream, c.revision FROM ${t.calls} c JOIN ${t.documents} d ON d.key = c.document
       WHERE c.started_at >= ? AND c.started_at < ?`,
    )
    .all(hour * HOUR_SECONDS, (hour + 1) * HOUR_SECONDS) as CallRow[];
  if (rows.length === 0) db.prepare(`DELETE FROM ${t.hours} WHERE hour = ?`).run(hour);
  else db.prepare(`UPDATE ${t.hours} SET format = ? WHERE hour = ?`).run(SEGMENT_FORMAT, hour);
  return rows.map(storedCall);
};

const renewDay = (db: Database, t: GenerationTables, { day, hours }: UnsealedDay): void => {
  const former = db
    .prepare(`SELECT columns FROM ${t.segments} WHERE day = ? AND format = ?`)
    .get(day, SEGMENT_FORMAT) as { columns: Uint8Array } | undefined;
  const calls = hours.flatMap((hour) => sealHour(db, t, hour));
  const segment = renewSegment(former?.columns ?? null, new Set(hours), calls);
  if (segment === null) {
    db.prepare(`DELETE FROM ${t.segments} WHERE day = ?`).run(day);
    return;
  }
  const save = db.prepare(`INSERT OR REPLACE INTO ${t.segments} (day, format, last_end, columns) VALUES (?, ?, ?, ?)`);
  save.run(day, SEGMENT_FORMAT, segment.lastEnd, segment.columns);
};

/** Segments of #ports. */
export const segments = {
  /** What is read and what is written are of one transaction. */
  sealHours: (writer: Writer, generation: GenerationKey, quiet: Quiet): number =>
    writer.write(generation, () => {
      const { db } = writer;
      const t = tablesOf(generation);
      const unsealed = unsealedDay(db, t, quiet);
      if (unsealed === null) return 0;
      renewDay(db, t, unsealed);
      return unsealed.hours.length;
    }),
};
