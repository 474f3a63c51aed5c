import type { FastifyRequest } from 'fastify';

const SAFE_METHODS: readonly string[] = ['GET', 'HEAD', 'OPTIONS'];

/** Whether a request may change something (RFC 9110, 9.2.1). */
export const isUnsafe = ({ method }: Pick<FastifyRequest, 'method'>): boolean => !SAFE_METHODS.includes(method);

/** Compared as addresses, so that a port that is the scheme's own may be left out. */
const isOfHost = (origin: string, host: string): boolean => {
  if (!URL.canParse(origin)) return false;
  const { protocol, host: own } = new URL(origin);
  return URL.canParse(`${protocol}//${host}`) && new URL(`${protocol}//${host}`).host === own;
};

/**
 * Whether a page of this very instance sent the request: by its Origin, which has to be that of PUBLIC_URL, or without one the host that was
 * asked; or by what the browser says of it. A browser lets no page set either header.
 */
export const isOfOwnPage = ({ headers, host }: FastifyRequest, publicUrl: string | null): boolean => {
  const { origin, 'sec-fetch-site': site } = headers;
  if (site === 'same-origin') return true;
  if (origin === undefined) return false;
  return publicUrl === null ? isOfHost(origin, host) : origin === new URL(publicUrl).origin;
};
