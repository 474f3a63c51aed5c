import { parseStreamName, type DeliveryDay } from '#domain';
import {
  DELIVERIES,
  type Checkpoints,
  type Generation,
  type PoisonedStream,
  type StoredDocuments,
  type Summaries,
} from '#ports';
import { readDeliveryDays, readLastAudit, type Audit, type AuditDifference } from '#projections';
import type { ReadContexts } from '../readContext.js';
import { hrefOf, hrefOfCall } from './links.js';

/** What was counted, and up to when. */
interface Counted<Item> {
  /** The log time up to which it is complete, as `asOf` of the answer is for calls. */
  readonly asOf: string;
  /** By day (UTC), the earliest first. */
  readonly items: readonly Item[];
}

/** Deliveries that name no dialog and no record. */
export interface UnrelatedDeliveries {
  readonly day: string;
  readonly source: string;
  /** The platform's `event_name`. */
  readonly name: string | null;
  readonly count: number;
}

/** Bodies that were refused with 400, and those that were sent again with success, each on its own day. */
export interface QuarantinedBodies {
  readonly day: string;
  readonly source: string;
  readonly refused: number;
  readonly replayed: number;
}

export interface ShownPoisoned extends Omit<PoisonedStream, 'message'> {
  /** Null for analysts: it may quote what the platform sent. */
  readonly message: string | null;
  /** The calls that are shown of its record; null where it is no record's. */
  readonly href: string | null;
}

export interface ShownAudit extends Omit<Audit, 'differences'> {
  readonly differences: readonly (AuditDifference & {
    /** The call as it is stored; null where it is not. */
    readonly href: string | null;
  })[];
}

/** What is of no single call, and so is shown only to keys without limits. */
export interface ServiceFigures {
  readonly deliveries: Counted<UnrelatedDeliveries>;
  readonly quarantine: Counted<QuarantinedBodies>;
  readonly poisonedStreams: { readonly count: number; readonly items: readonly ShownPoisoned[] };
  readonly lastAudit: ShownAudit | null;
}

export const HIDDEN: { readonly [Figure in keyof ServiceFigures]: null } = {
  deliveries: null,
  quarantine: null,
  poisonedStreams: null,
  lastAudit: null,
};

const MOST_POISONED = 100;

const unrelatedOf = ({ day, counts }: DeliveryDay): UnrelatedDeliveries[] =>
  counts.flatMap(({ what, source, name, count }) => (what === 'unrelated' ? [{ day, source, name, count }] : []));

const quarantinedOf = ({ day, counts }: DeliveryDay): QuarantinedBodies[] => {
  const bodies = counts.filter(({ what }) => what !== 'unrelated');
  const count = (wanted: string, of: string): number =>
    bodies.find(({ what, source }) => what === of && source === wanted)?.count ?? 0;
  return [...new Set(bodies.map(({ source }) => source))].map((source) => ({
    day,
    source,
    refused: count(source, 'refused'),
    replayed: count(source, 'replayed'),
  }));
};

const shownPoisoned = ({ message, ...one }: PoisonedStream, mayQuote: boolean): ShownPoisoned => {
  const { kind, id } = parseStreamName(one.stream) ?? {};
  const isRecord = kind === 'record' && id != null;
  return {
    ...one,
    message: mayQuote ? message : null,
    href: isRecord ? hrefOf('/v1/calls', { recordId: id }) : null,
  };
};

const shownAudit = ({ differences, ...audit }: Audit): ShownAudit => ({
  ...audit,
  differences: differences.map((one) => ({
    ...one,
    href: one.call === null || one.is === 'missing' ? null : hrefOfCall(one.call),
  })),
});

/** Which deliveries are asked for: of the days from `first` to `last`, both included; null: no bound. `sources` absent: all. */
interface AskedDeliveries {
  readonly first: string | null;
  readonly last: string | null;
  readonly sources: readonly string[] | undefined;
}

/** @param mayQuote whether who asks may see contacts @throws StoreUnavailable */
export const readServiceFigures = async (
  { contexts, readModels }: { contexts: ReadContexts; readModels: Checkpoints & StoredDocuments & Summaries },
  generation: Generation,
  { first, last, sources }: AskedDeliveries,
  mayQuote: boolean,
): Promise<ServiceFigures> => {
  const asOf = await contexts.completeUpTo(DELIVERIES); // before the counts are read: they are as new at least
  const [days, count, poisoned, audit] = await Promise.all([
    readDeliveryDays(readModels, first, last),
    readModels.countPoisoned(generation),
    readModels.poisoned(generation, { after: null, limit: MOST_POISONED }),
    readLastAudit(readModels),
  ]);
  const isAsked = ({ source }: { readonly source: string }): boolean => sources?.includes(source) ?? true;
  return {
    deliveries: { asOf, items: days.flatMap(unrelatedOf).filter(isAsked) },
    quarantine: { asOf, items: days.flatMap(quarantinedOf).filter(isAsked) },
    poisonedStreams: { count, items: poisoned.map((one) => shownPoisoned(one, mayQuote)) },
    lastAudit: audit === null ? null : shownAudit(audit),
  };
};
