import type { CallFilter, StatisticsQuery } from '#domain';
import type { PageQuery, PoisonedStream } from '#ports';
import type { Database, SqlValue } from '../sqlite/driver.js';
import { asPortError } from '../sqlite/sqliteErrors.js';
import type { Condition, ResolvedFilter } from './conditions.js';
import { countedCalls } from './countedCalls.js';
import { tablesOf, type GenerationKey } from './generationTables.js';
import { callPage, legPage, type ResolvedQuery } from './pages.js';

/** A stored call as it travels between threads. */
export interface CallRow {
  readonly text: string;
  readonly stream: string;
  readonly revision: number;
}

export interface LegRow extends CallRow {
  readonly leg: number;
}

export interface RecordRows {
  readonly record: string | null;
  readonly calls: readonly CallRow[];
}

const POISONED_COLUMNS = 'stream, revision, message, at';

/** Reads documents of any generation. */
export class DocumentReader {
  constructor(private readonly db: Database) {}

  findCalls(generation: GenerationKey, query: PageQuery): readonly CallRow[] {
    return this.#page(callPage(tablesOf(generation), this.#resolve(generation, query))) as CallRow[];
  }

  findLegs(generation: GenerationKey, query: PageQuery): readonly LegRow[] {
    return this.#page(legPage(tablesOf(generation), this.#resolve(generation, query))) as LegRow[];
  }

  /** The calls that a statistic may count, each once, in no order. */
  countedCalls(generation: GenerationKey, query: StatisticsQuery): Iterable<CallRow> {
    const filter = { ...query.filter, timezone: query.timezone };
    const resolved = { ...query, filter: this.#resolveFilter(generation, filter) };
    return this.#iterate(countedCalls(tablesOf(generation), resolved)) as Iterable<CallRow>;
  }

  /** The record's call comes first, then the one written later (ports, callOfDialog). */
  callOfDialog(generation: GenerationKey, dialog: string): CallRow | null {
    const t = tablesOf(generation);
    const rows = this.#all(
      `SELECT d.text, c.stream, c.revision FROM ${t.legs} l
       CROSS JOIN ${t.calls} c ON c.started_at = l.started_at AND c.id = l.id AND c.stream = l.stream
       JOIN ${t.documents} d ON d.key = c.document
       WHERE l.dialog = ? ORDER BY c.record IS NULL, c.changed_at DESC, c.started_at DESC LIMIT 1`,
      dialog,
    ) as CallRow[];
    return rows[0] ?? null;
  }

  recordWithCalls(generation: GenerationKey, recordId: string): RecordRows {
    const t = tablesOf(generation);
    const records = this.#all(`SELECT text FROM ${t.records} WHERE id = ?`, recordId) as { text: string }[];
    const calls = this.#all(
      `SELECT d.text, c.stream, c.revision FROM ${t.calls} c INDEXED BY ${t.calls}_by_record
       JOIN ${t.documents} d ON d.key = c.document
       WHERE c.record = ? ORDER BY c.started_at, c.id, c.stream`,
      recordId,
    ) as CallRow[];
    return { record: records[0]?.text ?? null, calls };
  }

  poisoned(generation: GenerationKey, after: string | null, limit: number): readonly PoisonedStream[] {
    const { poisoned } = tablesOf(generation);
    return this.#all(
      `SELECT ${POISONED_COLUMNS} FROM ${poisoned} WHERE stream > ? ORDER BY stream LIMIT ?`,
      after ?? '',
      limit,
    ) as PoisonedStream[];
  }

  poisonedNamed(generation: GenerationKey, names: readonly string[]): readonly PoisonedStream[] {
    const { poisoned } = tablesOf(generation);
    return this.#all(
      `SELECT ${POISONED_COLUMNS} FROM ${poisoned} WHERE stream IN (SELECT value FROM json_each(?)) ORDER BY stream`,
      JSON.stringify(names),
    ) as PoisonedStream[];
  }

  countPoisoned(generation: GenerationKey): number {
    const [row] = this.#all(`SELECT count(*) AS count FROM ${tablesOf(generation).poisoned}`) as { count: number }[];
    return row?.count ?? 0;
  }

  #resolve(generation: GenerationKey, { filter, ...page }: PageQuery): ResolvedQuery {
    return { ...page, filter: this.#resolveFilter(generation, filter) };
  }

  /** Looks the consultants up that the filter names. */
  #resolveFilter<Filter extends Pick<CallFilter, 'consultant'>>(
    generation: GenerationKey,
    { consultant, ...rest }: Filter,
  ): Omit<Filter, 'consultant'> & Pick<ResolvedFilter, 'consultants'> {
    if (consultant === undefined) return rest;
    const wanted = JSON.stringify(consultant.filter((one) => one !== null));
    const rows = this.#all(
      `SELECT key FROM ${tablesOf(generation).consultants}
       WHERE id IN (SELECT value FROM json_each(?1)) OR username IN (SELECT value FROM json_each(?1))`,
      wanted,
    ) as { key: number }[];
    const unknown = consultant.includes(null) ? [null] : [];
    return { ...rest, consultants: [...rows.map(({ key }) => key), ...unknown] };
  }

  *#iterate(query: Condition | null): Generator {
    if (query === null) return;
    try {
      yield* this.db.prepare(query.sql).iterate(...query.values);
    } catch (error) {
      throw asPortError(error);
    }
  }

  #page(query: Condition | null): unknown[] {
    return query === null ? [] : this.#all(query.sql, ...query.values);
  }

  #all(sql: string, ...values: SqlValue[]): unknown[] {
    try {
      return this.db.prepare(sql).all(...values);
    } catch (error) {
      throw asPortError(error);
    }
  }
}
