import type { IncomingMessage } from 'node:http';
import { hostNameOf } from './loopback.js';

const LOOPBACK_NAMES = ['localhost', '127.0.0.1', '::1'];
const FORWARDING_HEADERS: ReadonlySet<string> = new Set(['forwarded', 'x-real-ip', 'via']);

/**
 * Tells why a request to an open process on the loopback is refused, or null when it may pass. A page in a browser could otherwise
 * reach it through a name that it makes point to 127.0.0.1 (DNS rebinding), and a proxy would open it to others. Proxies show by their
 * headers, or by HTTP/1.0, which programs on this machine do not speak any more and nginx does unless told otherwise; one that speaks
 * HTTP/1.1 and adds nothing cannot be told from a program on this machine.
 * `listening` is the configured HOST.
 */
export const foreignRequest = (
  listening: string,
): ((request: Pick<IncomingMessage, 'headers' | 'httpVersion'>) => string | null) => {
  const own = new Set([...LOOPBACK_NAMES, hostNameOf(listening) ?? listening.toLowerCase()]);
  const isOwn = (host: string) => own.has(hostNameOf(host) ?? '');
  return ({ headers, httpVersion }) => {
    if (httpVersion === '1.0') return 'it came in HTTP/1.0, as from a proxy';
    if (headers.host === undefined || !isOwn(headers.host)) return 'the Host header names another machine';
    if (headers.origin !== undefined && !isOwn(headers.origin.replace(/^https?:\/\//i, ''))) {
      return 'the Origin header names another site';
    }
    for (const name in headers) {
      if (name.startsWith('x-forwarded-') || FORWARDING_HEADERS.has(name)) {
        return `the ${name} header says that it was forwarded`;
      }
    }
    return null;
  };
};
