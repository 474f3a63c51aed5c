import type { Consultant, ConsultantKey, GroupValue, Id, Named, NamedDimension } from '#domain';
import type { LatestNames } from '#ports';
import type { ReadContext } from '../readContext.js';
import { visibleRows } from '../viewer.js';

/** A campaign, a project or a consultant as it is shown. */
export interface ShownName {
  readonly id: Id | null;
  /** Of consultants only. */
  readonly username?: string | null;
  readonly name: string | null;
}

type KnownValue = Exclude<GroupValue, null>;

const keyOf = (value: KnownValue): ConsultantKey => (typeof value === 'object' ? value : { id: value, username: null });

const shownAs = (dimension: NamedDimension, { id, username }: ConsultantKey, thing: Named | null): ShownName => {
  const name = thing?.name ?? null;
  if (dimension !== 'consultant') return { id, name };
  return { id, username: (thing as Consultant | null)?.username ?? username, name };
};

/**
 * How campaigns, projects or consultants are called now: by the newest of their calls that the viewer may see. The id is shown as the
 * statistics group it.
 */
export const latestNames = async (
  readModels: LatestNames,
  { generation, clock, viewer }: ReadContext,
  dimension: NamedDimension,
  values: readonly GroupValue[],
): Promise<ReadonlyMap<GroupValue, ShownName>> => {
  const known = values.filter((value) => value !== null);
  const keys = known.map(keyOf);
  const visible = visibleRows(viewer);
  const filter = { attribution: 'start', clock, ...visible } as const;
  const things = await readModels.latestNames(generation, { dimension, keys, filter });
  return new Map(known.map((value, i) => [value, shownAs(dimension, keyOf(value), things[i] ?? null)]));
};
