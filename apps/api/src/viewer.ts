import type { Difference, Named, RecordView } from '#domain';
import type { Differences, Generation } from '#ports';
import { readDifference } from '#projections';
import type { Viewer } from '#server';
import type { Conditions } from './conditions.js';

/** What of a viewer decides which rows are seen, and how. Absent `projects` or `sources`: no limit. */
export type RowLimits = Pick<Viewer, 'role' | 'projects' | 'sources'>;

/** Analysts see contacts masked and no raw bodies (docs/security.md#api_keys_file-who-may-read). */
export const seesContacts = (viewer: RowLimits): boolean => viewer.role !== 'analyst';

/** A value that is not known (null) is never allowed. */
const within = <Value extends string | null>(
  asked: readonly Value[] | undefined,
  allowed: readonly string[] | undefined,
): readonly (Value | string)[] | undefined =>
  allowed === undefined || asked === undefined
    ? (asked ?? allowed)
    : asked.filter((value) => value !== null && allowed.includes(value));

/** Whether some calls may be hidden from this viewer. */
export const isLimited = ({ projects, sources }: RowLimits): boolean => projects !== undefined || sources !== undefined;

type RowConditions = Pick<Conditions, 'source' | 'project'>;

/** Asked for and allowed at once: an empty list, where nothing is both, matches no call. */
export const limitRows = (
  asked: { [Field in keyof RowConditions]: RowConditions[Field] | undefined },
  viewer: RowLimits,
): RowConditions => {
  const source = within(asked.source, viewer.sources);
  const project = within(asked.project, viewer.projects?.map(String));
  return { ...(source === undefined ? {} : { source }), ...(project === undefined ? {} : { project }) };
};

/** All rows that a viewer may see. */
export const visibleRows = (viewer: RowLimits): RowConditions =>
  limitRows({ source: undefined, project: undefined }, viewer);

const seesProject = (viewer: RowLimits, project: Named | null): boolean =>
  viewer.projects === undefined ||
  (project !== null && project.id !== null && viewer.projects.map(String).includes(String(project.id)));

/** The same rule for a single call: one without project is not shown to a key limited by project. */
export const seesCall = (
  viewer: RowLimits,
  call: { readonly source: string; readonly project: Named | null },
): boolean =>
  (viewer.sources === undefined || viewer.sources.includes(call.source)) && seesProject(viewer, call.project);

/** Whether a record without any call may be shown: nobody knows its source, so a key limited by source does not see it. */
export const seesRecord = (
  viewer: RowLimits,
  { record, calls }: { readonly record: RecordView | null; readonly calls: readonly unknown[] },
): boolean =>
  calls.length === 0 && viewer.sources === undefined && record !== null && seesProject(viewer, record.project);

/**
 * What a rebuild changed, for this viewer: samples are whole calls, so an analyst gets none; counts and sums are over all calls, so a key
 * that sees part of them gets nothing.
 */
export const differenceFor = async (
  viewer: RowLimits,
  readModels: Differences,
  generation: Generation,
): Promise<Difference | null> => {
  if (isLimited(viewer)) return null;
  return readDifference(readModels, generation, { withSamples: seesContacts(viewer) });
};
