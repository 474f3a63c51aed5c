/** A field in which two versions of a call differ; undefined where one of them does not have it. */
export interface ChangedField {
  /** JSON path: `legs.0.closeCause`. */
  readonly path: string;
  readonly before: unknown;
  readonly after: unknown;
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

/** The innermost fields that differ, in the order of the documents. */
export const changedFields = (before: unknown, after: unknown, path = ''): readonly ChangedField[] => {
  if (!isObject(before) || !isObject(after)) {
    return JSON.stringify(before) === JSON.stringify(after) ? [] : [{ path, before, after }];
  }
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return names.flatMap((name) => changedFields(before[name], after[name], path === '' ? name : `${path}.${name}`));
};

/** A value as JSON; a missing one as a dash. */
export const valueText = (value: unknown): string => (value === undefined ? '—' : JSON.stringify(value));
