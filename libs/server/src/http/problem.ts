import { STATUS_CODES } from 'node:http';
import { HttpException } from '@nestjs/common';
import { EventTooLarge, GenerationConflict, StoreUnavailable } from '#ports';

/** A field of a request (or `[index]` of an array) that was refused, and why. */
export interface BadField {
  readonly field: string;
  readonly message: string;
}

interface ProblemExtras {
  readonly errors?: readonly BadField[];
  readonly retryAfterSeconds?: number;
  /** What is behind it stands in the log already: no line is written for this request. */
  readonly isLogged?: boolean;
  /** Of a 401: how to authenticate, for `WWW-Authenticate`. */
  readonly challenge?: string;
  /** Of a 405: the methods there are, for `Allow`. */
  readonly allow?: readonly string[];
}

/** A request that is refused: becomes an answer in `application/problem+json` (RFC 9457). `detail` is shown to the sender. */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly errors: readonly BadField[] | undefined;
  readonly retryAfterSeconds: number | undefined;
  readonly challenge: string | undefined;
  readonly allow: readonly string[] | undefined;
  readonly isLogged: boolean;
  constructor(
    readonly status: number,
    readonly detail: string,
    extras: ProblemExtras = {},
  ) {
    super(detail);
    this.errors = extras.errors;
    this.retryAfterSeconds = extras.retryAfterSeconds;
    this.challenge = extras.challenge;
    this.allow = extras.allow;
    this.isLogged = extras.isLogged ?? false;
  }
}

const RETRY_AFTER_SECONDS = 2;

const isBadFields = (value: unknown): value is readonly BadField[] => Array.isArray(value) && value.length > 0;

const fromHttpException = (error: HttpException): Problem => {
  const response = error.getResponse();
  const fields = typeof response === 'object' ? (response as Record<string, unknown>) : {};
  const detail = typeof fields.detail === 'string' ? fields.detail : error.message;
  return new Problem(error.getStatus(), detail, isBadFields(fields.errors) ? { errors: fields.errors } : {});
};

/** Fastify and the libraries around it mark an error that is the sender's with a 4xx `statusCode`. */
const statusOf = (error: unknown): number | null => {
  const status = (error as { statusCode?: unknown } | null)?.statusCode;
  return typeof status === 'number' && status >= 400 && status < 500 ? status : null;
};

/** What the sender is told of an error. Nothing of an error of ours (5xx) but that there was one. */
export const toProblem = (error: unknown): Problem => {
  if (error instanceof Problem) return error;
  if (error instanceof HttpException) return fromHttpException(error);
  if (error instanceof StoreUnavailable) {
    return new Problem(503, 'A store cannot be reached now. Try again.', { retryAfterSeconds: RETRY_AFTER_SECONDS });
  }
  if (error instanceof GenerationConflict) {
    return new Problem(503, 'The read models have just been replaced. Try again.', {
      retryAfterSeconds: RETRY_AFTER_SECONDS,
    });
  }
  if (error instanceof EventTooLarge) return new Problem(413, 'The event is larger than the event log takes.');
  const status = statusOf(error);
  if (status !== null) return new Problem(status, (error as Error).message);
  return new Problem(500, 'Something went wrong here. The log tells what, by the request id.');
};

export const PROBLEM_TYPE = 'application/problem+json';

/** The body of the answer. `requestId` is added to what is our fault, so that the log's line can be found. */
export const problemBody = (problem: Problem, requestId: string): string =>
  JSON.stringify({
    type: 'about:blank',
    title: STATUS_CODES[problem.status] ?? 'Error',
    status: problem.status,
    detail: problem.detail,
    errors: problem.errors,
    requestId: problem.status >= 500 ? requestId : undefined,
  });
