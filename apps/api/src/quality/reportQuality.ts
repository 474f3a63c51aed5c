import { isoSecondsOf, TooManyRows, type CallFilter, type StatisticsAnswer, type StatisticsQuery } from '#domain';
import type { CallQueries, CallStatistics, Checkpoints, StoredDocuments, Summaries } from '#ports';
import type { Viewer } from '#server';
import type { SingleAnswer } from '../answers.js';
import { compileConditions } from '../compileFilter.js';
import { Query, type Handler } from '../messages.js';
import type { ReadContext, ReadContexts } from '../readContext.js';
import { badQuery } from '../refusals.js';
import type { StatisticsLimit } from '../statistics/statisticsLimit.js';
import { isLimited, seesContacts } from '../viewer.js';
import { allFigures, dayFigures, questionAbout, type CallFigures, type DayFigures } from './callFigures.js';
import { hrefOf, hrefOfCall, type LinkedCount, type Shown } from './links.js';
import type { AskedQuality } from './qualityParameters.js';
import { HIDDEN, readServiceFigures, type ServiceFigures } from './serviceFigures.js';

/** Dialogs of calls that are flagged `unlinked`: nobody claims them. */
export interface UnlinkedDialogs {
  readonly dialogs: LinkedCount;
  /** The earliest call of them. */
  readonly oldest: {
    readonly id: string;
    readonly source: string;
    readonly startedAt: string;
    readonly href: string;
  } | null;
}

/** All null for a key that sees a part of the calls only. */
type ShownServiceFigures = { readonly [Figure in keyof ServiceFigures]: ServiceFigures[Figure] | null };

/** How good the data is that the calls were made of. */
export interface QualityReport extends ShownServiceFigures {
  readonly from: string | null;
  readonly to: string | null;
  readonly timezone: string;
  readonly rows: readonly DayFigures[];
  readonly totals: CallFigures;
  readonly unlinked: UnlinkedDialogs;
}

export class ReportQuality extends Query<SingleAnswer<QualityReport>> {
  constructor(
    readonly asked: AskedQuality,
    readonly viewer: Viewer,
    /** Aborted when nobody waits for the answer any more. */
    readonly signal: AbortSignal,
  ) {
    super();
  }
}

type ReadModels = CallQueries & CallStatistics & Checkpoints & StoredDocuments & Summaries;

/** A row is some kilobytes with its links: more than five years of five sources are another question. */
const MOST_DAYS = 10_000;

const dayOf = (moment: Date): string => moment.toISOString().slice(0, 'YYYY-MM-DD'.length);

export class ReportQualityHandler implements Handler<ReportQuality, SingleAnswer<QualityReport>> {
  constructor(
    private readonly contexts: ReadContexts,
    private readonly readModels: ReadModels,
    private readonly limit: StatisticsLimit,
  ) {}

  execute({ asked, viewer, signal }: ReportQuality): Promise<SingleAnswer<QualityReport>> {
    const { from, to, timezone = 'UTC', source } = asked;
    const conditions = compileConditions(asked, viewer);
    const shown = { from: from && isoSecondsOf(from), to: to && isoSecondsOf(to), source };
    return this.limit.run(async () => {
      const context = await this.contexts.begin(viewer);
      const filter: CallFilter = { ...conditions, attribution: 'start', clock: context.clock };
      const question = questionAbout(filter, { timezone, asOf: context.envelope.asOf });
      const answer = await this.#count(context, question, signal);
      return {
        from: shown.from ?? null,
        to: shown.to ?? null,
        timezone,
        rows: dayFigures(answer, timezone),
        totals: allFigures(answer, shown),
        unlinked: await this.#findUnlinked(context, filter, shown),
        ...(await this.#serviceFigures(context, viewer, asked)),
        ...context.envelope,
      };
    }, signal);
  }

  async #count({ generation }: ReadContext, query: StatisticsQuery, signal: AbortSignal): Promise<StatisticsAnswer> {
    const tooMany = () =>
      badQuery([{ field: 'from', message: `gives more than ${MOST_DAYS} rows: take a shorter range, or one source` }]);
    try {
      const answer = await this.readModels.statistics(generation, query, signal);
      if (answer.rows.count > MOST_DAYS) throw tooMany();
      return answer;
    } catch (error) {
      throw error instanceof TooManyRows ? tooMany() : error;
    }
  }

  async #findUnlinked({ generation }: ReadContext, asked: CallFilter, shown: Shown): Promise<UnlinkedDialogs> {
    const quality = 'unlinked';
    const filter = { ...asked, quality: [quality] };
    const [count, { items }] = await Promise.all([
      this.readModels.countLegs(generation, filter),
      this.readModels.findCalls(generation, { filter, sort: 'startedAt', limit: 1, after: null }),
    ]);
    const dialogs = { count, href: hrefOf('/v1/legs', { ...shown, quality, sort: 'startedAt' }) };
    const [oldest] = items;
    if (oldest === undefined) return { dialogs, oldest: null };
    const { id, source, startedAt } = oldest;
    return { dialogs, oldest: { id, source, startedAt, href: hrefOfCall(id) } };
  }

  /** Nobody knows of which project these are, so a key that sees a part of the calls sees none of them. */
  async #serviceFigures(
    { generation }: ReadContext,
    viewer: Viewer,
    { from, to, source }: AskedQuality,
  ): Promise<ShownServiceFigures> {
    if (isLimited(viewer)) return HIDDEN;
    const days = {
      first: from === undefined ? null : dayOf(from),
      last: to === undefined ? null : dayOf(new Date(to.getTime() - 1)),
      sources: source,
    };
    const { contexts, readModels } = this;
    return readServiceFigures({ contexts, readModels }, generation, days, seesContacts(viewer));
  }
}
