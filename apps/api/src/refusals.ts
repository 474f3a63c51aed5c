import { Problem, type BadField } from '#server';

/** 400 that names every bad parameter at once. */
export const badQuery = (errors: readonly BadField[]): Problem =>
  new Problem(400, errors.map(({ field, message }) => `${field}: ${message}`).join('; '), { errors });

/** 400 that names every bad field of a body. */
export const badBody = badQuery;

/** 409: what is asked for is not possible in the state in which the thing is. */
export const conflict = (detail: string): Problem => new Problem(409, detail);

/** 403 for a parameter the viewer's role may not use. */
export const notAllowed = (field: string, message: string): Problem =>
  new Problem(403, `${field}: ${message}`, { errors: [{ field, message }] });

/** 404; also for what exists and lies outside the viewer's limits. */
export const notFound = (detail: string): Problem => new Problem(404, detail);
