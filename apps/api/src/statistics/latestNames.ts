import { forEachConcurrently } from '#concurrency';
import type { GroupValue, NamedDimension, ReadClock, StoredCall } from '#domain';
import type { CallQueries, Generation } from '#ports';
import { limitRows, type RowLimits } from '../viewer.js';

/** What is shown of a group that is a thing of its own. */
export interface ShownName {
  readonly id: string | number | null;
  readonly username?: string | null;
  readonly name: string | null;
}

/** How many of the newest calls of a thing are looked through for a name: nearly always the newest has it. */
const PAGES = [1, 500];
const AT_ONCE = 8;

interface Place {
  readonly readModels: CallQueries;
  readonly generation: Generation;
  readonly clock: ReadClock;
  readonly viewer: RowLimits;
}

/** The value to filter by, and whether a call that is found so is one of this group: a username may be another one's id. */
const keyOf = (value: Exclude<GroupValue, null>): { text: string; isOf: (thing: { id: unknown }) => boolean } => {
  const id = typeof value === 'object' ? value.id : value;
  const username = typeof value === 'object' ? (value.username ?? '') : '';
  return id === null
    ? { text: username, isOf: (thing) => thing.id === null }
    : { text: String(id), isOf: (thing) => String(thing.id) === String(id) };
};

const shownName = async (
  { readModels, generation, clock, viewer }: Place,
  dimension: NamedDimension,
  value: Exclude<GroupValue, null>,
): Promise<ShownName> => {
  const { text, isOf } = keyOf(value);
  const limits = limitRows({ source: undefined, project: dimension === 'project' ? [text] : undefined }, viewer);
  const filter = { attribution: 'start', clock, [dimension]: [text], ...limits } as const;
  let known: StoredCall['consultant'] | StoredCall['campaign'] = null;
  let after = null;
  for (const limit of PAGES) {
    const page = await readModels.findCalls(generation, { filter, sort: '-startedAt', limit, after });
    const things = page.items.map((call) => call[dimension]).filter((thing) => thing !== null && isOf(thing));
    known ??= things[0] ?? null;
    const named = things.find((thing) => thing?.name != null);
    if (named !== undefined) known = named;
    if (named !== undefined || page.next === null) break;
    after = page.next;
  }
  const id = typeof value === 'object' ? value.id : value;
  const name = known?.name ?? null;
  if (dimension !== 'consultant') return { id, name };
  return { id, username: known !== null && 'username' in known ? known.username : null, name };
};

/** The latest names of things, as far as the viewer sees their calls: campaigns, projects and consultants may be renamed. */
export const latestNames = async (
  place: Place,
  dimension: NamedDimension,
  values: readonly GroupValue[],
): Promise<ReadonlyMap<GroupValue, ShownName>> => {
  const names = new Map<GroupValue, ShownName>();
  const things = values.filter((value) => value !== null);
  await forEachConcurrently(things, AT_ONCE, async (value) => {
    names.set(value, await shownName(place, dimension, value));
  });
  return names;
};
