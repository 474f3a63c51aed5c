import type { RateLimitOptions } from '@fastify/rate-limit';
import { Problem } from '../http/problem.js';

const TRIES = 10;

/** Tries to sign in, by the address they come from (behind a proxy of TRUSTED_PROXIES the one that it names). */
export const SIGN_IN_RATE: RateLimitOptions = {
  max: TRIES,
  timeWindow: 60_000,
  errorResponseBuilder: () => new Problem(429, `There may be ${TRIES} tries to sign in a minute.`),
};
