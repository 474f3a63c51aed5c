import type { components } from '../../../../openapi.js';

type ProblemBody = components['schemas']['Problem'];

/** An answer of the API that is no success, or no answer at all (status 0). */
export class ProblemError extends Error {
  constructor(
    readonly status: number,
    readonly title: string,
    readonly detail: string | null,
    /** What is wrong with each parameter, by its name. */
    readonly fields: ReadonlyMap<string, string>,
    /** Seconds after which to ask again; null where the server did not say. */
    readonly retryAfterSeconds: number | null,
  ) {
    super(detail ?? title);
  }
}

/** @param response one that is not ok; its body is read */
export const problemOf = async (response: Response): Promise<ProblemError> => {
  const body = (await response.json().catch(() => ({}))) as Partial<ProblemBody>;
  const fields = new Map(body.errors?.map(({ field, message }) => [field, message]));
  const retryAfter = Number(response.headers.get('retry-after') ?? NaN);
  return new ProblemError(
    response.status,
    body.title ?? `${response.status} ${response.statusText}`,
    body.detail ?? null,
    fields,
    Number.isFinite(retryAfter) ? retryAfter : null,
  );
};

export const isSignedOut = (error: unknown): boolean => error instanceof ProblemError && error.status === 401;
