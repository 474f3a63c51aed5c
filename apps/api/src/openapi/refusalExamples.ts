const UNKNOWN_PARAMETER = 'unknown parameter "campaing"; the nearest known one is "campaign"';

const problem = (status: number, title: string, detail: string, more: object = {}) => ({
  type: 'about:blank',
  title,
  status,
  detail,
  ...more,
});

/** What a route may refuse, when, and an example of the answer. */
export const REFUSALS = {
  400: {
    description: 'A parameter is unknown or has a bad value: `errors` names each.',
    example: problem(400, 'Bad Request', `campaing: ${UNKNOWN_PARAMETER}`, {
      errors: [{ field: 'campaing', message: UNKNOWN_PARAMETER }],
    }),
  },
  401: {
    description: 'No key, or one that is not known.',
    example: problem(401, 'Unauthorized', 'An API key is needed: Authorization: Bearer KEY.'),
  },
  403: {
    description: 'Not for this role.',
    example: problem(403, 'Forbidden', 'This needs the key of an admin.'),
  },
  404: {
    description: 'Not known, or outside what the key may see.',
    example: problem(404, 'Not Found', 'There is none of this id.'),
  },
  409: {
    description: 'Not possible in the state it is in: `detail` says which.',
    example: problem(409, 'Conflict', 'calls.v3 is ready already'),
  },
  429: {
    description: 'Too many tries: try again after the time in Retry-After.',
    example: problem(429, 'Too Many Requests', 'There may be 10 tries to sign in a minute.'),
  },
  503: {
    description: 'A store is away, or too much is asked at once: try again after the time in Retry-After.',
    example: problem(503, 'Service Unavailable', 'A store cannot be reached now. Try again.', { requestId: 'k3f1-2c' }),
  },
} as const;

export type RefusalStatus = keyof typeof REFUSALS;
